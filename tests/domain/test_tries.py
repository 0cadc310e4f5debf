"""Test that a requirement counts only the tries that its definition allows and the tries that staff grant."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from micromasters_plugin.data import Attempt, ExamStatus, OverrideDecision, RequirementState
from micromasters_plugin.domain.definition import Course, Final, Split
from micromasters_plugin.domain.tries import beyond_limit
from tests.domain.rule_book import cases_of
from tests.domain.specimens import (
    all_of,
    attempt,
    capstone,
    codes_of,
    composite_of,
    course,
    day,
    grant,
    judge,
    program,
    progress_of,
    run_key,
    state_of,
    verdict_of,
)

TODAY = 1000
A = course("A")
TWICE = course("B", attempts=2)
EXAM = capstone("B", "0.60", attempts=2)
ERRORED, RESET, VERIFIED = ExamStatus.ERRORED, ExamStatus.RESET, ExamStatus.VERIFIED
SUBMITTED, REJECTED = ExamStatus.SUBMITTED, ExamStatus.REJECTED


class Case(NamedTuple):
    """The attempts at B, which allows two tries, and the overrides."""

    attempts: list[Attempt]
    overrides: list[OverrideDecision] = []
    rules: Course = TWICE


def tries(*ratios: str | None, **fields: object) -> list[Attempt]:
    """Return one attempt at B for each grade, in the order of the runs."""
    return [attempt("B", ratio, run=number + 1, **fields) for number, ratio in enumerate(ratios)]


def sat(ratio: str, run: int, status: ExamStatus) -> Attempt:
    return attempt("B", ratio, run=run, exams=[status])


THREE = tries("0.40", "0.50", "0.80")
CASES = {
    "within-the-limit": Case(tries("0.40", "0.80")),
    "beyond-the-limit": Case(THREE),
    "earlier-try-counts": Case(tries("0.70", "0.50", "0.80")),
    "granted": Case(THREE, [grant("B", 1)]),
    "grant-ended": Case(THREE, [grant("B", 1, until=TODAY)]),
    "grant-until-tomorrow": Case(THREE, [grant("B", 1, until=TODAY + 1)]),
    "grants-add-up": Case(tries("0.40", "0.50", "0.30", "0.80"), [grant("B", 1), grant("B", 1, since=200)]),
    "granted-for-another-requirement": Case(THREE, [grant("A", 1)]),
    "grade-of-zero": Case(tries("0.0000", "0.50", "0.80")),
    "audit": Case([*tries("0.40", mode="audit"), *THREE[1:]]),
    "exam-errored": Case([sat("0.0000", 1, ERRORED), sat("0.40", 2, VERIFIED), sat("0.80", 3, VERIFIED)], rules=EXAM),
    "exam-reset": Case([sat("0.0000", 1, RESET), sat("0.40", 2, VERIFIED), sat("0.80", 3, VERIFIED)], rules=EXAM),
    "exam-rejected": Case([sat("0.0000", 1, REJECTED), sat("0.40", 2, VERIFIED), sat("0.80", 3, VERIFIED)], rules=EXAM),
}
BOOK = cases_of("limit-cases")


@pytest.mark.parametrize("name", CASES)
def test_tries_count_as_the_rule_book_says(name: str) -> None:
    case = CASES[name]
    standing = judge(
        all_of(A, case.rules), attempt("A", "0.85"), *case.attempts, now=day(TODAY), overrides=case.overrides
    )
    assert [progress_of(standing), composite_of(standing)] == BOOK[name][-2:]


def test_the_rule_book_has_exactly_these_cases() -> None:
    assert list(BOOK) == list(CASES)


def test_a_try_beyond_the_limit_says_how_many_count() -> None:
    verdict = verdict_of(judge(TWICE, *THREE, overrides=[]), "B")
    assert [reason.value("attempts") for reason in verdict.reasons] == ["2"]
    assert (verdict.state, codes_of(judge(TWICE, *THREE), "B")) == (
        RequirementState.NO_ATTEMPTS_LEFT,
        ("no_attempts_left",),
    )


def test_a_granted_try_raises_the_number_that_counts() -> None:
    standing = judge(TWICE, *tries("0.40", "0.50", "0.30", "0.80"), overrides=[grant("B", 1)])
    assert verdict_of(standing, "B").reasons[0].value("attempts") == "3"


def test_an_attempt_just_begun_after_the_last_try_cannot_count() -> None:
    verdict = verdict_of(judge(TWICE, *tries("0.40", "0.50", None)), "B")
    assert [reason.code for reason in verdict.attempts[2].reasons] == ["no_grade", "no_attempts_left"]


def test_tries_are_counted_in_the_order_of_run_starts_and_then_of_keys() -> None:
    same_start = [attempt("B", ratio, run=run, run_start=day(10)) for ratio, run in (("0.80", 3), ("0.50", 2))]
    assert state_of(judge(TWICE, *same_start, attempt("B", "0.40")), "B") is RequirementState.EARNED
    standing = judge(course("B", attempts=1), *same_start)
    assert verdict_of(standing, "B").course_run == run_key("B", 3)
    assert not standing.earned


def test_no_later_try_takes_a_run_with_an_unknown_start_away() -> None:
    unknown = attempt("B", "0.80", run=9, run_start=None)
    assert state_of(judge(course("B", attempts=1), unknown, *tries("0.40")), "B") is RequirementState.EARNED
    both = judge(TWICE, unknown, *tries("0.40", "0.50"))
    assert verdict_of(both, "B").ratio == unknown.ratio


FINAL = Final("Ex+B.final", (Split(*map(course("B").weight.__class__, ("0.4", "0.6"))),), attempts=1)
WITH_FINAL = course("B", final=FINAL)
WORK = attempt("B", "0.90")


def test_a_final_exam_has_its_own_limit() -> None:
    finals = [attempt("B.final", "0.10"), attempt("B.final", "0.90", run=2)]
    assert codes_of(judge(WITH_FINAL, WORK, *finals), "B") == ("below_bar",)
    assert verdict_of(judge(WITH_FINAL, WORK, *finals, overrides=[grant("B", 1)]), "B").earned


def test_a_final_exam_within_its_limit_counts() -> None:
    assert verdict_of(judge(WITH_FINAL, WORK, attempt("B.final", "0.90")), "B").earned


def test_the_limit_belongs_to_one_place_of_a_course() -> None:
    """A course may have a limit in one place and no limit in another place."""
    rules = program(all_of(TWICE, course("C", course="Ex+B")))
    standing = judge(rules, *THREE)
    assert [verdict.earned for verdict in standing.courses()] == [False, True]


@pytest.mark.parametrize(
    ("flags", "most", "beyond"),
    [([], 1, ""), ([True], 1, ""), ([True, True], 1, "b"), ([False, True, False, True], 1, "cd"), ([True] * 3, 2, "c")],
)
def test_every_attempt_after_the_last_try_is_beyond_the_limit(flags: list[bool], most: int, beyond: str) -> None:
    assert beyond_limit(zip("abcd", flags, strict=False), most) == frozenset(beyond)
