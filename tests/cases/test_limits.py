"""Test cases about results that lapse, attempts that are limited, and decisions about one attempt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.cases.site import Site, definition
from tests.factories import send_exam

FIVE_YEARS = """\
    - course: Ex+A1x
      key: A1x
      valid_for: 5 years
    - course: Ex+A2x
    - exam: Ex+CFx
"""


def five_years(*, second: str = "2021-12-01", exam: str = "2023-05-01") -> str:
    """Return a grade book whose first course is passed on 1 May 2016."""
    return f"""
        2016-02-01 1 A1x+1T2016 enrolled
        2016-05-01 1 A1x+1T2016 grade 0.85
        2020-09-01 1 A2x+3T2020 enrolled
        {second} 1 A2x+3T2020 grade 0.80
        2020-10-01 1 CFx+3T2020 enrolled
        {exam} 1 CFx+3T2020 exam 0.75
    """


@pytest.fixture(params=["0.5", "0.6"], ids=["the course's bar is lower", "the course's bar is equal"])
def five(site: Site, request: pytest.FixtureRequest) -> Site:
    """Return a site where the first course is valid for five years.

    With an equal bar, the platform tells each day of a first pass. With a lower bar, the nightly sweeps tell the days.
    """
    site.define(definition(FIVE_YEARS))
    for run, year in (("A1x+1T2016", 2016), ("A2x+3T2020", 2020), ("CFx+3T2020", 2020)):
        site.run(run, start=datetime(year, 2, 1, tzinfo=UTC), passing_grade=request.param)
    return site


def test_a_result_of_seven_years_ago_has_lapsed(five: Site) -> None:
    five.play(five_years())
    assert five.result() == "2 of 3, 0.7750, open"
    assert five.reasons("A1x+1T2016") == ["lapsed"]
    assert "It counted until May 1, 2021" in five.learner_text() and "lapsed" in five.staff_text()


def test_the_exam_alone_within_five_years_is_not_enough(five: Site) -> None:
    five.play(five_years(exam="2021-05-01"))
    assert five.result() == "2 of 3, 0.7750, open"


@pytest.mark.parametrize(
    ("last", "earned"),
    [
        ("2021-05-01T00:00", True),
        ("2021-05-01T23:59", True),
        ("2021-05-02T00:00", False),
    ],
)
def test_the_last_day_of_the_fifth_year_is_included(five: Site, last: str, earned: bool) -> None:
    five.play(five_years(second="2020-12-01", exam=last), until="2026-01-01")
    assert five.standing().earned is earned


def test_what_was_awarded_in_time_never_lapses(five: Site) -> None:
    five.play(five_years(second="2020-12-01", exam="2021-05-01"), until="2030-01-01")
    assert five.result() == "3 of 3, 0.8000, earned"
    assert five.credentials() == ["valid"]


def test_an_open_program_is_evaluated_again_on_the_day_of_the_lapse(five: Site) -> None:
    five.play(
        five_years(second="2020-12-01", exam="2020-12-02").replace("CFx+3T2020 exam 0.75", "CFx+3T2020 grade 0.1")
    )
    assert five.result() == "2 of 3, 0.8250, open"
    five.sweep(datetime(2021, 5, 2, tzinfo=UTC))
    assert five.result() == "1 of 3, 0.8000, open"


def test_the_course_taken_again_counts(five: Site) -> None:
    five.play(five_years() + "2024-02-01 1 A1x+1T2024 enrolled\n2024-05-01 1 A1x+1T2024 grade 0.65\n")
    assert five.result() == "3 of 3, 0.7333, earned"


TWO_ATTEMPTS = "    - course: Ex+A1x\n    - exam: Ex+CFx\n      key: CFx\n      attempts: 2\n"
THREE_TRIES = """
    2020-02-01 1 A1x+1T2020 enrolled
    2020-05-01 1 A1x+1T2020 grade 0.85
    2020-06-01 1 CFx+1T2020 enrolled
    2020-06-05 1 CFx+1T2020 exam 0.40
    2021-06-01 1 CFx+1T2021 enrolled
    2021-06-05 1 CFx+1T2021 {second}
    2022-06-01 1 CFx+1T2022 enrolled
    2022-06-05 1 CFx+1T2022 exam 0.80
"""


def test_a_third_attempt_counts_only_when_it_is_granted(site: Site) -> None:
    site.define(definition(TWO_ATTEMPTS))
    site.play(THREE_TRIES.format(second="exam 0.50"))
    assert site.result() == "1 of 2, 0.8500, open"
    assert site.reasons("CFx+1T2022") == ["no_attempts_left"]
    site.override("grant", requirement="CFx", count=1)
    assert site.result() == "2 of 2, 0.8250, earned"


@pytest.mark.parametrize("second", ["exam_errored", "exam_reset", "audit"])
def test_a_run_that_is_no_try_uses_up_no_attempt(site: Site, second: str) -> None:
    site.define(definition(TWO_ATTEMPTS))
    site.play(THREE_TRIES.format(second=second))
    assert site.result() == "2 of 2, 0.8250, earned"


def test_a_program_without_the_field_has_no_limit_and_no_attempts_to_grant(site: Site) -> None:
    site.define(definition(TWO_ATTEMPTS.replace("      attempts: 2\n", "")))
    site.play(THREE_TRIES.format(second="exam 0.50"))
    assert site.result() == "2 of 2, 0.8250, earned"
    with pytest.raises(Exception, match="attempts"):
        site.override("grant", requirement="CFx", count=1)


def test_an_attempt_that_staff_set_aside_does_not_count_until_the_decision_ends(site: Site) -> None:
    site.define(definition("    - course: Ex+A1x\n      key: A1x\n"))
    site.play("""
        2020-02-01 1 A1x+1T2020 enrolled
        2020-05-01 1 A1x+1T2020 grade 0.85
    """)
    end = site.now + timedelta(days=30)
    site.override("discount", course_run="course-v1:Ex+A1x+1T2020", expires=end)
    assert site.result() == "0 of 1, None, open"
    assert site.reasons("A1x+1T2020") == ["set_aside"]
    site.sweep(end)
    assert site.standing().earned


MAKE_UP = """\
    - course: Ex+A1x
      key: A1x
      proctored: true
"""
EXAM = "block-v1:Ex+A1x+1T2020+type@sequential+block@exam"


def test_a_make_up_that_staff_name_clears_an_exam_that_errored(site: Site) -> None:
    site.define(definition(MAKE_UP))
    site.play("""
        2020-02-01 1 A1x+1T2020 enrolled
        2020-05-01 1 A1x+1T2020 grade 0.85
        2020-05-01 1 A1x+1T2020 exam_errored
    """)
    send_exam(1, "course-v1:Ex+A1x+1T2020", "verified", time=site.now, exam="second")
    site.sweep(site.now)
    assert site.reasons("A1x+1T2020") == ["exam_errored"], "nobody guesses which exam it makes up for"
    site.override("make_up", exam=EXAM.replace("exam", "second"), make_up_for=EXAM)
    assert site.standing().earned
