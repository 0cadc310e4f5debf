"""Test cases about enrollment tracks, certificates, deleted runs, excluded runs and grades above 1."""

from __future__ import annotations

import pytest

from tests.cases.site import Site, definition

ONE_COURSE = "    - course: Ex+A1x\n"
TWO_BARS = "    - course: Ex+A1x\n      passing_grade: 0.80\n    - course: Ex+B1x\n      passing_grade: 0.60\n"


def graded_in(track: str) -> str:
    return f"2021-02-01 1 A1x+1T2021 {track}\n2021-05-01 1 A1x+1T2021 grade 0.85\n"


@pytest.mark.parametrize("track", ["honor", "no-id-professional", "masters", "professional", "audit"])
def test_another_track_counts_only_if_the_program_lists_it(site: Site, track: str) -> None:
    site.define(definition(ONE_COURSE))
    site.play(graded_in(track))
    assert not site.standing().earned
    site.define(definition(ONE_COURSE, f"passing_grade: 0.60\ncredit_modes: [verified, {track}]"))
    site.reconcile()
    assert site.standing().earned


@pytest.mark.parametrize(
    ("track", "code"),
    [
        ("audit", "mode_not_for_credit"),
        *((track, "other_track") for track in ("honor", "masters")),
    ],
)
def test_the_explanation_names_the_track(site: Site, track: str, code: str) -> None:
    site.define(definition(ONE_COURSE))
    site.play(graded_in(track))
    assert site.reasons("A1x+1T2021") == [code]
    assert f"“{track}”" in site.staff_text()


def test_the_credit_track_counts_wherever_verified_does(site: Site) -> None:
    site.define(definition(ONE_COURSE))
    site.play(graded_in("credit"))
    assert site.standing().earned


def test_the_credit_track_does_not_count_where_verified_does_not(site: Site) -> None:
    site.define(definition(ONE_COURSE, "passing_grade: 0.60\ncredit_modes: [masters]"))
    site.play(graded_in("credit"))
    assert not site.standing().earned


def test_a_learner_who_moved_to_credit_before_the_bar_counts(site: Site) -> None:
    site.define(definition(TWO_BARS))
    site.play("""
        2021-02-01 1 A1x+1T2021 enrolled
        2021-04-01 1 A1x+1T2021 grade 0.70
        2021-04-15 1 A1x+1T2021 credit
        2021-05-01 1 A1x+1T2021 grade 0.80
    """)
    assert site.result() == "1 of 2, 0.8000, open"


def test_a_pass_that_was_reached_in_verified_stays_after_a_move_to_audit(site: Site) -> None:
    site.define(definition(ONE_COURSE))
    site.play("""
        2021-02-01 1 A1x+1T2021 enrolled
        2021-05-01 1 A1x+1T2021 grade 0.80
        2021-05-02 1 A1x+1T2021 refunded
    """)
    assert site.standing().earned


PAY_LATER = """\
    - course: Ex+14.73x
      final:
        course: Ex+14.73PEx
        proctored: true{modes}
        splits:
          - {{coursework: 0.40, final: 0.60}}
          - {{coursework: 0.30, final: 0.70, starts: 2023-01-31}}
"""
COURSEWORK_IN_AUDIT = """
    2021-02-01 1 14.73x+1T2021 audit
    2021-02-01 2 14.73x+1T2021 enrolled
    2021-05-01 1 14.73x+1T2021 grade 0.80
    2021-05-01 2 14.73x+1T2021 grade 0.80
    2021-11-01 1 14.73PEx+3T2021 enrolled
    2021-11-01 2 14.73PEx+3T2021 enrolled
    2021-11-05 1 14.73PEx+3T2021 exam 0.60
    2021-11-05 2 14.73PEx+3T2021 exam 0.60
"""


def test_coursework_in_audit_does_not_count_by_itself(site: Site) -> None:
    site.define(definition(PAY_LATER.format(modes=""), "passing_grade: 0.50"))
    site.play(COURSEWORK_IN_AUDIT)
    assert site.reasons("14.73x+1T2021", learner=1) == ["mode_not_for_credit"]
    assert site.result(2) == "1 of 1, 0.6800, earned"


def test_coursework_in_audit_counts_where_the_program_lists_audit_for_it(site: Site) -> None:
    modes = "\n        coursework_credit_modes: [audit, verified]"
    site.define(definition(PAY_LATER.format(modes=modes), "passing_grade: 0.50"))
    site.play(COURSEWORK_IN_AUDIT)
    assert [site.result(learner) for learner in (1, 2)] == ["1 of 1, 0.6800, earned"] * 2


def test_a_final_exam_in_audit_does_not_count_where_only_the_coursework_may(site: Site) -> None:
    modes = "\n        coursework_credit_modes: [audit, verified]"
    site.define(definition(PAY_LATER.format(modes=modes), "passing_grade: 0.50"))
    site.play(COURSEWORK_IN_AUDIT.replace("14.73PEx+3T2021 enrolled", "14.73PEx+3T2021 audit"))
    assert not site.standing(1).earned


def test_a_certificate_without_a_grade_does_not_count(site: Site) -> None:
    site.define(definition(ONE_COURSE))
    site.play("2014-02-01 1 A1x+1T2014 enrolled")
    site.certify("A1x+1T2014", "downloadable")
    site.sweep(site.now)
    assert site.result() == "0 of 1, None, open"


def test_a_certificate_without_a_grade_is_named_and_staff_may_waive(site: Site) -> None:
    site.define(definition("    - course: Ex+A1x\n      key: A1x\n"))
    site.play("2014-02-01 1 A1x+1T2014 enrolled")
    site.certify("A1x+1T2014", "downloadable")
    site.sweep(site.now)
    assert site.reasons("A1x+1T2014") == ["certificate_without_grade"]
    assert "A certificate exists" in site.learner_text()
    site.override("waive", requirement="A1x")
    assert site.standing().earned


def test_a_listed_run_counts_after_the_platform_deleted_it(site: Site) -> None:
    runs = '    - course: Ex+A1x\n      runs: ["Ex/A1x/2013_Spring", course-v1:Ex+A1x+1T2026]\n'
    site.play("""
        2013-02-01 1 Ex/A1x/2013_Spring enrolled
        2013-05-01 1 Ex/A1x/2013_Spring grade 0.90
    """)
    del site.platform.runs["Ex/A1x/2013_Spring"]
    site.define(definition(runs))
    site.reconcile()
    assert site.result() == "1 of 1, 0.9000, earned"
    assert site.attempt("Ex/A1x/2013_Spring").attempt.run_start is None


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        ("unverified", False),
        ("downloadable", True),
    ],
)
def test_a_program_may_ask_for_the_certificate_too(site: Site, status: str, counts: bool) -> None:
    site.define(definition(ONE_COURSE, "passing_grade: 0.60\ncertificate: true"))
    site.play(graded_in("enrolled"))
    site.certify("A1x+1T2021", status)
    site.sweep(site.now)
    assert site.standing().earned is counts
    assert counts or site.reasons("A1x+1T2021") == ["certificate_missing"]
    assert counts or status in site.staff_text()


def test_without_the_field_an_unverified_certificate_does_not_matter(site: Site) -> None:
    site.define(definition(ONE_COURSE))
    site.play(graded_in("enrolled"))
    site.certify("A1x+1T2021", "unverified")
    site.sweep(site.now)
    assert site.standing().earned


SAMPLING = """
    2024-02-01 1 A1x+1T2024 audit
    2024-02-01 3 A1x+1T2024 audit
    2024-06-01 1 A1x+1T2024 grade 0.00
    2025-02-01 1 A1x+1T2025 enrolled
    2025-02-01 2 A1x+1T2025 enrolled
    2025-02-01 3 A1x+1T2025 enrolled
    2025-05-01 1 A1x+1T2025 grade 0.80
    2025-05-01 3 A1x+1T2025 grade 0.80
    2025-06-01 2 A1x+1T2025 grade 0.80
"""


def test_an_abandoned_audit_run_costs_no_rank(site: Site) -> None:
    site.define(definition(ONE_COURSE, "passing_grade: 0.60\nadmission: {composite: 0.70}"))
    site.run("A1x+1T2025", passing_grade="0.6")
    site.play(SAMPLING)
    assert site.candidates() == [(1, 1), (1, 3), (3, 2)]


@pytest.mark.parametrize(
    ("track", "result", "reasons"),
    [("enrolled", "1 of 1, 1.0000, earned", []), ("audit", "0 of 1, None, open", ["mode_not_for_credit"])],
)
def test_a_grade_above_one_is_one(site: Site, track: str, result: str, reasons: list[str]) -> None:
    site.define(definition(ONE_COURSE, "passing_grade: 0.60\nadmission: {composite: 0.70}"))
    site.play(f"""
        2021-02-01 1 A1x+1T2021 {track}
        2021-05-01 1 A1x+1T2021 grade 1.15
    """)
    assert site.result() == result
    assert site.attempt("A1x+1T2021").attempt.ratio == 1
    assert site.reasons("A1x+1T2021") == reasons


def test_a_run_that_must_never_count_does_not_and_a_later_run_does(site: Site) -> None:
    site.define(definition("    - course: Ex+A1x\n      except_runs: [course-v1:Ex+A1x+SPOC2024]\n"))
    site.play("""
        2024-02-01 1 A1x+SPOC2024 enrolled
        2024-05-01 1 A1x+SPOC2024 grade 0.90
    """)
    assert site.result() == "0 of 1, None, open"
    site.play("""
        2025-02-01 1 A1x+1T2025 enrolled
        2025-05-01 1 A1x+1T2025 grade 0.70
    """)
    assert site.result() == "1 of 1, 0.7000, earned"
