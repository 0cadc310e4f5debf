"""Test that results lapse, that the best valid result is used, and that what was awarded never lapses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from micromasters_plugin.data import Attempt, OverrideKind, RequirementState
from micromasters_plugin.domain.definition import Course, NestedProgram
from micromasters_plugin.domain.validity import last_valid_day
from micromasters_plugin.domain.verdicts import ProgramVerdict
from tests.domain.specimens import (
    all_of,
    at_least,
    attempt,
    codes_of,
    composite_of,
    course,
    decision,
    judge,
    program,
    progress_of,
    run_key,
    state_of,
    verdict_of,
    waiver,
)

A, B = course("A", valid_for=5), course("B")
TODAY = datetime(2024, 1, 1, tzinfo=UTC)


def on(key: str, ratio: str, day: str | None, *, run: int = 1) -> Attempt:
    """Return an attempt that reached the bar on ``day``, or on an unknown day."""
    reached = None if day is None else datetime.fromisoformat(day).replace(tzinfo=UTC)
    started = datetime(2010 + run, 1, 1, tzinfo=UTC)
    return replace(attempt(key, ratio, run=run, bar_reached=reached), run_start=started, start_day=started.date())


def result(*attempts: Attempt, rules: Any = None, now: datetime = TODAY, **more: Any) -> ProgramVerdict:
    return judge(all_of(A, B) if rules is None else rules, *attempts, now=now, **more)


def told(standing: ProgramVerdict) -> str:
    state = "earned" if standing.earned else "open"
    return f"{progress_of(standing)}, {composite_of(standing)}, {state}"


OLD = on("A", "0.85", "2016-05-01")


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("2021-04-30", "2 of 2, 0.7500, earned"),
        ("2021-05-01", "2 of 2, 0.7500, earned"),
        ("2021-05-02", "1 of 2, 0.6500, open"),
        ("2015-01-01", "2 of 2, 0.7500, earned"),
        (None, "2 of 2, 0.7500, earned"),
    ],
)
def test_the_last_requirement_must_be_met_by_the_last_valid_day(second: str | None, expected: str) -> None:
    assert told(result(OLD, on("B", "0.65", second))) == expected


EXAM = course("CF")


@pytest.mark.parametrize(
    ("second", "exam", "expected"),
    [
        ("2021-12-01", "2023-05-01", "2 of 3, 0.7750, open"),
        ("2021-12-01", "2021-05-01", "2 of 3, 0.7750, open"),
        ("2021-05-01", "2021-05-01", "3 of 3, 0.8000, earned"),
    ],
)
def test_every_other_requirement_must_be_met_while_the_result_is_valid(second: str, exam: str, expected: str) -> None:
    attempts = [OLD, on("B", "0.80", second), on("CF", "0.75", exam)]
    assert told(result(*attempts, rules=all_of(A, B, EXAM))) == expected


def test_a_lapsed_result_says_until_when_it_counted() -> None:
    standing = result(OLD, on("B", "0.65", "2023-01-01"))
    [reason] = verdict_of(standing, "A").reasons
    assert state_of(standing) is RequirementState.LAPSED
    assert (reason.code, reason.values) == ("lapsed", (("until", "2021-05-01"), ("years", "5")))


@pytest.mark.parametrize(("today", "state"), [("2021-05-01", "earned"), ("2021-05-02", "lapsed")])
def test_a_result_lapses_on_the_day_after_its_last_valid_day(today: str, state: str) -> None:
    standing = result(OLD, now=datetime.fromisoformat(today).replace(tzinfo=UTC))
    assert state_of(standing).value == state


def test_an_open_program_is_evaluated_again_when_the_next_result_lapses() -> None:
    later = on("A", "0.65", "2020-02-29", run=2)
    before, after = datetime(2020, 6, 1, tzinfo=UTC), datetime(2021, 5, 2, tzinfo=UTC)
    assert result(OLD, later, now=before).reevaluate_at == datetime(2021, 5, 2, tzinfo=UTC)
    assert result(OLD, later, now=after).reevaluate_at == datetime(2025, 3, 1, tzinfo=UTC)


def test_the_lapse_begins_at_midnight_in_the_zone_of_the_program() -> None:
    rules = program(all_of(A, B), timezone="America/New_York")
    standing = result(OLD, rules=rules, now=datetime(2021, 5, 2, 3, tzinfo=UTC))
    assert (state_of(standing).value, standing.reevaluate_at) == ("earned", datetime(2021, 5, 2, 4, tzinfo=UTC))


def test_an_earned_program_has_no_lapse_to_come() -> None:
    assert result(OLD, on("B", "0.65", "2020-01-01"), now=datetime(2020, 6, 1, tzinfo=UTC)).reevaluate_at is None


def test_what_was_awarded_never_lapses_and_needs_no_later_result() -> None:
    standing = result(OLD, on("B", "0.65", "2020-01-01"), on("B", "0.95", "2023-01-01", run=2))
    assert told(standing) == "2 of 2, 0.7500, earned"
    retake = verdict_of(standing, "B").attempts[1]
    assert [(reason.code, reason.value("earned")) for reason in retake.reasons] == [("after_award", "2020-01-01")]


def test_the_award_with_the_highest_composite_grade_holds() -> None:
    attempts = [OLD, on("B", "0.65", "2020-01-01"), on("A", "0.80", "2022-01-01", run=2)]
    assert told(result(*attempts)) == "2 of 2, 0.7500, earned"
    assert told(result(*attempts, on("B", "0.90", "2022-02-01", run=2))) == "2 of 2, 0.8500, earned"


def test_a_better_result_before_the_lapse_still_counts() -> None:
    attempts = [OLD, on("B", "0.65", "2020-01-01"), on("B", "0.95", "2021-01-01", run=2)]
    assert told(result(*attempts)) == "2 of 2, 0.9000, earned"


def test_the_best_valid_attempt_is_used() -> None:
    attempts = [OLD, on("A", "0.65", "2022-01-01", run=2), on("B", "0.75", "2023-01-01")]
    standing = result(*attempts)
    assert told(standing) == "2 of 2, 0.7000, earned"
    assert verdict_of(standing, "A").course_run == run_key("A", 2)


def test_a_result_of_an_unknown_day_never_lapses() -> None:
    standing = result(on("A", "0.85", None), on("B", "0.65", "2023-01-01"))
    assert (told(standing), standing.reevaluate_at) == ("2 of 2, 0.7500, earned", None)
    assert state_of(result(on("A", "0.85", None))).value == "earned"


def test_a_waiver_never_lapses() -> None:
    waived = replace(waiver("A", "0.90", since=-9000), day=date(2001, 1, 1))
    standing = result(on("B", "0.70", "2023-01-01"), overrides=[waived])
    assert told(standing) == "2 of 2, 0.8000, earned"


def test_a_waiver_counts_in_place_of_a_lapsed_result() -> None:
    standing = result(OLD, on("B", "0.65", "2023-01-01"), overrides=[waiver("A", "0.70", since=-9000)])
    assert (told(standing), state_of(standing)) == ("2 of 2, 0.6750, earned", RequirementState.WAIVED)


def test_an_award_by_staff_leaves_the_lapse_to_come() -> None:
    award = decision(OverrideKind.AWARD, since=-9000)
    standing = result(OLD, overrides=[award], now=datetime(2020, 1, 1, tzinfo=UTC))
    assert standing.reevaluate_at == datetime(2021, 5, 2, tzinfo=UTC)


def test_the_order_is_judged_on_the_day_of_the_award() -> None:
    rules = program(replace(all_of(A, B), in_order=True))
    attempts = [OLD, on("B", "0.65", "2020-01-01"), on("A", "0.95", "2022-01-01", run=2)]
    standing = result(*attempts, rules=rules)
    assert told(standing) == "2 of 2, 0.7500, earned"


def test_a_choice_uses_results_that_are_valid_on_one_day() -> None:
    rules = program(at_least(2, A, B, EXAM, key="root"))
    assert told(result(OLD, on("B", "0.65", "2022-01-01"), on("CF", "0.75", "2023-01-01"), rules=rules)) == (
        "2 of 2, 0.7000, earned"
    )
    assert codes_of(result(OLD, on("B", "0.65", "2022-01-01"), rules=rules)) == ("lapsed",)


def nested_standing(completed: str) -> ProgramVerdict:
    return judge(B, on("B", "0.70", completed), now=TODAY)


OUTER = program(all_of(A, NestedProgram("P", "", "inner")))


@pytest.mark.parametrize(
    ("completed", "expected"),
    [("2021-05-01", "2 of 2, 0.7750, earned"), ("2021-05-02", "1 of 2, 0.7000, open")],
)
def test_a_nested_program_must_be_earned_while_the_result_is_valid(completed: str, expected: str) -> None:
    assert told(result(OLD, rules=OUTER, nested={"inner": nested_standing(completed)})) == expected


def test_a_better_grade_in_a_nested_program_loses_no_award() -> None:
    attempts = on("B", "0.70", "2021-05-01"), on("B", "0.90", "2023-05-01", run=2)
    standing = result(OLD, rules=OUTER, nested={"inner": judge(B, *attempts, now=TODAY)})
    assert told(standing) == "2 of 2, 0.8750, earned"


def test_a_waiver_of_a_nested_program_holds_before_the_program_is_earned() -> None:
    waived = waiver("P", "0.65", since=-9000)
    standing = result(OLD, rules=OUTER, nested={"inner": nested_standing("2023-01-01")}, overrides=[waived])
    assert told(standing) == "2 of 2, 0.7500, earned"


def test_each_place_of_a_course_has_its_own_validity() -> None:
    elsewhere = Course("A2", "", "Ex+A", A.passing_grade, valid_for=10)
    standing = result(OLD, on("B", "0.65", "2023-01-01"), rules=program(all_of(A, elsewhere, B)))
    assert [verdict.state.value for verdict in standing.courses()] == ["lapsed", "earned", "earned"]


@pytest.mark.parametrize(
    ("reached", "years", "until"),
    [
        (date(2016, 5, 1), 5, date(2021, 5, 1)),
        (date(2020, 2, 29), 1, date(2021, 2, 28)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
        (date(2020, 2, 28), 4, date(2024, 2, 28)),
        (date(2096, 2, 29), 4, date(2100, 2, 28)),
        (date(2019, 12, 31), 1, date(2020, 12, 31)),
    ],
)
def test_years_are_calendar_years(reached: date, years: int, until: date) -> None:
    assert last_valid_day(reached, years) == until
