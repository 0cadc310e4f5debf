"""Test cases about choices, weights and courses in several groups."""

from __future__ import annotations

from decimal import Decimal

import pytest

from micromasters_plugin import api
from tests.cases.site import UUID, Site, definition

HEAVY = """\
    - course: Ex+A1x
    - at_least: 1
      title: Elective
      of:
        - {course: Ex+E1x, weight: 3}
        - {course: Ex+E2x, weight: 1}
"""
BAR = "passing_grade: 0.60\nadmission: {composite: 0.72}"


def passes(**ratios: float) -> str:
    """Return a grade book in which learner 1 passes the given courses, a month after another."""
    return "".join(
        f"2026-{month:02}-01 1 {course}+1T2026 enrolled\n2026-{month:02}-20 1 {course}+1T2026 grade {ratio}\n"
        for month, (course, ratio) in enumerate(ratios.items(), 1)
    )


@pytest.mark.parametrize("order", [("E1x", "E2x"), ("E2x", "E1x")])
def test_a_better_grade_in_a_lighter_elective_does_not_lower_the_composite(site: Site, order: tuple[str, str]) -> None:
    grades = {"E1x": 0.80, "E2x": 0.81}
    site.define(definition(HEAVY, BAR))
    site.play(passes(A1x=0.60, **{course: grades[course] for course in order}))
    assert site.result() == "2 of 2, 0.7500, earned"
    assert site.candidates() == [(1, 1)]


def test_the_lighter_elective_enters_where_it_gives_the_higher_composite(site: Site) -> None:
    site.define(definition(HEAVY, BAR))
    site.play(passes(A1x=0.95, E1x=0.80))
    assert site.result() == "2 of 2, 0.8375, earned"
    site.define(definition(HEAVY, BAR))
    site.play("2026-07-01 1 E2x+3T2026 enrolled\n2026-07-20 1 E2x+3T2026 grade 0.79")
    assert site.result() == "2 of 2, 0.8700, earned"


TWO_OF_THREE = """\
    - at_least: 2
      title: Two of three
      of:
        - {course: Ex+A1x, key: A1x}
        - {course: Ex+B1x, key: B1x}
        - {course: Ex+C1x, key: C1x}
"""


@pytest.mark.parametrize("order", ["the waiver first", "the waiver last"])
def test_a_waiver_without_a_grade_competes_with_a_low_grade(site: Site, order: str) -> None:
    site.define(definition(TWO_OF_THREE))
    site.play(passes(A1x=0.90))
    if order == "the waiver first":
        site.override("waive", requirement="C1x")
        assert site.result() == "2 of 2, 0.9000, earned"
    site.play("2026-02-01 1 B1x+1T2026 enrolled\n2026-02-20 1 B1x+1T2026 grade 0.60")
    if order == "the waiver last":
        assert site.result() == "2 of 2, 0.7500, earned"
        site.override("waive", requirement="C1x")
    assert site.result() == "2 of 2, 0.9000, earned"


def test_a_waived_requirement_that_is_passed_keeps_the_higher_composite(site: Site) -> None:
    site.define(definition("    - {course: Ex+A1x, key: A1x}\n    - {course: Ex+B1x, key: B1x}\n"))
    site.play(passes(B1x=0.80))
    site.override("waive", requirement="A1x")
    site.play("2026-03-01 1 A1x+1T2026 enrolled\n2026-03-20 1 A1x+1T2026 grade 0.70")
    assert site.result() == "2 of 2, 0.8000, earned"


PARTIAL = """\
    - at_least: 1
      title: Departmental
      key: dept
      of:
        - {{course: Ex+A1x, key: dept-a}}
        - {{course: Ex+D1x, key: dept-d}}
    - all_of:
        - at_least: 1
          key: track-1
          of:
            - {{course: Ex+A1x, key: t1-a}}
            - {{course: Ex+B1x, key: t1-b}}
        - at_least: 1
          key: track-2
          of:
            - {{course: Ex+A1x, key: t2-a}}
            - {{course: Ex+C1x, key: t2-c}}
      title: Track
      key: track{inside}
"""
TWO_LEARNERS = """
    2025-02-01 1 A1x+1T2025 enrolled
    2025-02-01 1 B1x+1T2025 enrolled
    2025-02-01 2 A1x+1T2025 enrolled
    2025-06-01 1 A1x+1T2025 grade 0.80
    2025-06-01 1 B1x+1T2025 grade 0.80
    2025-06-01 2 A1x+1T2025 grade 0.80
"""


@pytest.mark.parametrize(
    ("around", "inside", "earned"),
    [
        ("once", "", (2, 1)),
        ("each", "", (3, 3)),
        ("each", "\n      shared_courses: once", (3, 2)),
    ],
)
def test_a_course_may_count_for_the_department_and_for_one_track_only(
    site: Site, around: str, inside: str, earned: tuple[int, int]
) -> None:
    site.define(definition(PARTIAL.format(inside=inside), f"passing_grade: 0.60\nshared_courses: {around}"))
    site.play(TWO_LEARNERS)
    assert tuple(site.standing(learner).earned_requirements for learner in (1, 2)) == earned


TRACKS = """\
    - {course: Ex+6.431x, key: prob, title: Probability}
    - at_least: 1
      title: One track
      key: tracks
      of:
        - all_of:
            - {course: Ex+18.6501x, key: m-stat, title: Fundamentals}
            - {course: Ex+6.419x, key: m-dasm, title: Data Analysis}
          key: methods
        - SOME:
            - {course: Ex+14.310x, key: s-dass, title: Social Science}
            - {course: Ex+IDS.S24x, key: s-time, title: Time Series}
          key: social
"""


def test_half_of_each_track_is_no_track_and_the_best_whole_track_enters(site: Site) -> None:
    site.define(definition(TRACKS.replace("SOME", "all_of")))
    site.play("""
        2020-02-01 1 6.431x+1T2020 enrolled
        2020-02-01 1 18.6501x+1T2020 enrolled
        2020-02-01 1 14.310x+1T2020 enrolled
        2020-06-01 1 6.431x+1T2020 grade 0.70
        2020-06-01 1 18.6501x+1T2020 grade 0.90
        2020-06-01 1 14.310x+1T2020 grade 0.90
    """)
    assert site.result() == "1 of 2, 0.7000, open"
    site.play("""
        2021-02-01 1 6.419x+1T2021 enrolled
        2021-02-01 1 IDS.S24x+1T2021 enrolled
        2021-06-01 1 6.419x+1T2021 grade 0.60
        2021-06-01 1 IDS.S24x+1T2021 grade 0.80
    """)
    row = site.standing()
    assert row.earned and row.composite == Decimal("0.8000")


def test_a_group_without_a_title_is_named_by_its_courses(site: Site) -> None:
    site.define(definition(TRACKS.replace("SOME", "at_least: 1\n          of")))
    site.play("2020-02-01 1 6.431x+1T2020 enrolled")
    text = site.learner_text()
    assert "    Fundamentals and Data Analysis: 0 earned, 2 needed" in text
    assert "    Social Science or Time Series: 0 earned, 1 needed" in text
    tracks = api.get_outline(UUID).requirements[1]
    assert [child.title for child in tracks.children] == [
        "Fundamentals and Data Analysis",
        "Social Science or Time Series",
    ]


def test_a_program_that_is_one_choice_without_a_title_is_named_by_its_courses(site: Site) -> None:
    choice = TWO_OF_THREE.replace("      title: Two of three\n", "")
    site.define(
        definition(choice).replace("  all_of:\n    - at_least: 2", "  at_least: 2").replace("      of:", "  of:")
    )
    site.play("2020-02-01 1 A1x+1T2020 enrolled")
    assert "A1x, B1x or C1x: 0 earned, 2 needed" in site.learner_text()


def test_a_long_group_names_three_courses_and_counts_the_others(site: Site) -> None:
    courses = "".join(f"        - course: Ex+C{number}x\n          key: C{number}x\n" for number in range(6))
    site.define(definition(f"    - course: Ex+A1x\n    - at_least: 1\n      of:\n{courses}"))
    assert api.get_outline(UUID).requirements[1].title == "C0x, C1x, C2x or 3 more"


def test_a_reason_names_the_previous_group_by_its_courses(site: Site) -> None:
    ordered = """\
    - all_of:
        - {course: Ex+A1x, key: A1x}
        - {course: Ex+B1x, key: B1x}
    - {course: Ex+C1x, key: C1x}
  in_order: true
"""
    site.define(definition(ordered))
    site.play(passes(C1x=0.80, A1x=0.80, B1x=0.80))
    assert "It was finished before A1x and B1x was earned" in site.learner_text()
    last = api.get_progress(UUID, user_id=1, now=site.now).requirements[-1]
    assert last.reasons[0].value("previous") == "A1x and B1x"
