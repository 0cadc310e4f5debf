"""Test cases about days: a program's last day, its zone, the order of courses, and days that nobody knows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.cases.site import Site, definition

TWO_COURSES = "    - course: Ex+A1x\n    - course: Ex+B1x\n"
SUNSET = "passing_grade: 0.60\nends: 2021-08-30"
IN_ORDER = TWO_COURSES + "  in_order: true\n"


def sunset(second_pass: str) -> str:
    """Return a grade book in which the second course is passed at ``second_pass``."""
    return f"""
        2021-05-31 1 A1x+2T2021 enrolled
        2021-05-31 1 B1x+2T2021 enrolled
        2021-08-29 1 A1x+2T2021 grade 0.80
        {second_pass} 1 B1x+2T2021 grade 0.80
    """


@pytest.mark.parametrize("second_pass", ["2021-08-30T00:00", "2021-08-30T12:00", "2021-08-30T23:59:59"])
def test_a_course_passed_on_the_last_day_counts(site: Site, second_pass: str) -> None:
    site.define(definition(TWO_COURSES, SUNSET))
    site.run("B1x+2T2021", start=datetime(2021, 5, 31, tzinfo=UTC), passing_grade="0.6")
    site.play(sunset(second_pass))
    assert site.result() == "2 of 2, 0.8000, earned"


@pytest.mark.parametrize("end", [None, datetime(2021, 9, 30, tzinfo=UTC)], ids=["unknown end", "ends in September"])
def test_a_course_passed_on_the_day_after_the_last_does_not_count(site: Site, end: datetime | None) -> None:
    site.define(definition(TWO_COURSES, SUNSET))
    site.run("B1x+2T2021", start=datetime(2021, 5, 31, tzinfo=UTC), end=end, passing_grade="0.6")
    site.play(sunset("2021-08-31T00:00"))
    assert site.result() == "1 of 2, 0.8000, open"
    assert site.reasons("B1x+2T2021") == ["after_program"]


def test_a_run_that_ended_by_the_last_day_counts_whenever_it_is_graded(site: Site) -> None:
    site.define(definition(TWO_COURSES, SUNSET))
    end = datetime(2021, 8, 30, 20, tzinfo=UTC)
    site.run("B1x+2T2021", start=datetime(2021, 5, 31, tzinfo=UTC), end=end, passing_grade="0.6")
    site.play(sunset("2021-09-20"))
    assert site.result() == "2 of 2, 0.8000, earned"


@pytest.mark.parametrize(
    ("zone", "counts"),
    [("America/Los_Angeles", True), ("UTC", False), ("Pacific/Auckland", False)],
)
def test_the_last_day_is_a_day_in_the_program_s_zone(site: Site, zone: str, counts: bool) -> None:
    site.define(definition(TWO_COURSES, f"{SUNSET}\ntimezone: {zone}"))
    site.run("B1x+2T2021", start=datetime(2021, 5, 31, tzinfo=UTC), passing_grade="0.6")
    site.play(sunset("2021-08-31T06:59"))
    assert site.standing().earned is counts


@pytest.mark.parametrize(
    ("zone", "counts"), [("Pacific/Auckland", True), ("UTC", False), ("America/Los_Angeles", False)]
)
def test_two_passes_count_in_order_if_they_are_on_one_day_of_the_zone(site: Site, zone: str, counts: bool) -> None:
    site.define(definition(IN_ORDER, f"passing_grade: 0.60\ntimezone: {zone}"))
    for run in ("A1x+1T2021", "B1x+1T2021"):
        site.run(run, start=datetime(2021, 1, 1, tzinfo=UTC), passing_grade="0.6")
    # Both passes are on 1 July in Auckland. In the other zones the first pass is on 30 June.
    site.play("""
        2021-02-01 1 A1x+1T2021 enrolled
        2021-02-01 1 B1x+1T2021 enrolled
        2021-06-30T23:59 1 B1x+1T2021 grade 0.80
        2021-07-01T10:59 1 A1x+1T2021 grade 0.80
    """)
    assert site.standing().earned is counts


def test_two_courses_passed_seconds_apart_on_one_day_are_in_order(site: Site) -> None:
    site.define(definition(IN_ORDER))
    for run in ("A1x+1T2021", "B1x+1T2021"):
        site.run(run, start=datetime(2021, 1, 1, tzinfo=UTC), passing_grade="0.6")
    site.play("""
        2021-02-01 1 A1x+1T2021 enrolled
        2021-02-01 1 B1x+1T2021 enrolled
        2021-06-01T12:00:00 1 B1x+1T2021 grade 0.80
        2021-06-01T12:00:04 1 A1x+1T2021 grade 0.80
    """)
    assert site.result() == "2 of 2, 0.8000, earned"


def test_microseconds_rank_nobody(site: Site) -> None:
    site.define(definition("    - course: Ex+A1x\n", "passing_grade: 0.60\nadmission: {composite: 0.70}"))
    site.play("".join(f"2021-02-01 {learner} A1x+1T2021 enrolled\n" for learner in range(1, 6)))
    lines = (f"2021-06-01T12:00:00.{learner:06} {learner} A1x+1T2021 grade 0.80\n" for learner in range(1, 6))
    site.play("".join(lines))
    assert site.candidates() == [(1, learner) for learner in range(1, 6)]


RESAVED = {
    "an end and an order, with the course's bar": ("passing_grade: 0.50\nends: 2021-12-31", IN_ORDER),
    "an end": (SUNSET.replace("2021-08-30", "2021-12-31"), TWO_COURSES),
    "an order": ("passing_grade: 0.60", IN_ORDER),
    "an end and an order": (SUNSET.replace("2021-08-30", "2021-12-31"), IN_ORDER),
}


def old_site(site: Site, *, first: str, then: str) -> None:
    """Let a learner pass two courses in 2018, ``first`` before ``then``. The courses' own passing grade is 0.50.

    In 2026 the platform saves both grades again, and the grade in ``then`` first.
    """
    for run, month in ((first, 6), (then, 12)):
        start, end = datetime(2018, 1, 1, tzinfo=UTC), datetime(2018, 12, 31, tzinfo=UTC)
        site.run(run, start=start, end=end)
        site.platform.enroll(1, f"course-v1:Ex+{run}", created=start)
        passed = datetime(2018, month, 10, 12, tzinfo=UTC)
        site.old_grade(run, 0.80, passed=passed, saved=datetime(2026, 3, 20 - month, tzinfo=UTC))


@pytest.mark.parametrize(
    "rules",
    RESAVED,
)
def test_grades_saved_again_years_later_break_no_rule_of_days(site: Site, rules: str) -> None:
    old_site(site, first="A1x+1T2018", then="B1x+1T2018")
    top, requirements = RESAVED[rules]
    site.define(definition(requirements, top))
    site.reconcile(datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert site.result() == "2 of 2, 0.8000, earned"


def test_a_pass_in_the_wrong_order_is_out_of_order_where_both_days_are_known(site: Site) -> None:
    old_site(site, first="B1x+1T2018", then="A1x+1T2018")
    site.define(definition(IN_ORDER, "passing_grade: 0.50"))
    site.reconcile(datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert site.reasons("B1x+1T2018") == ["out_of_order"]


def test_the_order_of_two_unknown_days_is_not_broken(site: Site) -> None:
    old_site(site, first="B1x+1T2018", then="A1x+1T2018")
    site.define(definition(IN_ORDER))
    site.reconcile(datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert site.result() == "2 of 2, 0.8000, earned"


CAPSTONE = """\
    - all_of:
        - course: Ex+A1x
        - course: Ex+B1x
      title: Courses
      key: courses
    - exam: Ex+CAPx
      proctored: false
      title: Capstone
  in_order: true
"""


def test_a_capstone_finished_before_the_courses_is_out_of_order_and_a_later_run_mends_it(site: Site) -> None:
    site.define(definition(CAPSTONE))
    site.play("""
        2019-02-01 1 A1x+1T2019 enrolled
        2019-02-01 1 B1x+1T2019 enrolled
        2019-02-01 2 A1x+1T2019 enrolled
        2019-02-01 2 B1x+1T2019 enrolled
        2019-04-01 1 CAPx+1T2019 enrolled
        2019-04-01 2 CAPx+1T2019 enrolled
        2019-04-20 1 A1x+1T2019 grade 0.80
        2019-04-20 2 A1x+1T2019 grade 0.80
        2019-05-01 1 CAPx+1T2019 grade 0.70
        2019-05-01 2 CAPx+1T2019 refunded
        2019-05-03 2 CAPx+1T2019 unenrolled
        2019-06-01 1 B1x+1T2019 grade 0.80
        2019-06-01 2 B1x+1T2019 grade 0.80
        2019-09-01 2 CAPx+3T2019 enrolled
        2019-12-01 2 CAPx+3T2019 grade 0.75
    """)
    assert site.reasons("CAPx+1T2019", learner=1) == ["out_of_order"]
    assert not site.standing(1).earned
    assert site.standing(2).earned


def test_sentences_about_the_last_day_name_the_program_s_zone(site: Site) -> None:
    site.define(definition(TWO_COURSES, f"{SUNSET}\ntimezone: America/New_York"))
    site.run("B1x+2T2021", start=datetime(2021, 5, 31, tzinfo=UTC), passing_grade="0.6")
    site.play(sunset("2021-09-01"))
    assert "after the program’s end on Aug. 30, 2021 (America/New_York)." in site.learner_text()
    assert "(America/New_York)" in site.staff_text()
