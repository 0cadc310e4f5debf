"""Test that a course in several groups counts once or in each group."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from micromasters_plugin.data import Attempt, OverrideDecision, RequirementState
from micromasters_plugin.domain.definition import Course, ProgramRules, SharedCourses
from tests.domain.rule_book import cases_of
from tests.domain.specimens import (
    all_of,
    at_least,
    attempt,
    codes_of,
    course,
    earned_keys,
    judge,
    program,
    progress_of,
    state_of,
    verdict_of,
    waiver,
)

BOOK = cases_of("sharing-cases")


def place(key: str, bar: str = "0.60", weight: str = "1", **fields: Any) -> Course:
    """Return a shared course as one group names the course. A1, A2 … are the course A in different groups."""
    return course(key, bar, weight, course=f"Ex+{key[0]}", **fields)


A1, A2, A3 = place("A1"), place("A2"), place("A3")
B, C, D, E = (course(key) for key in "BCDE")
ONE_AND_ONE = all_of(at_least(1, A1, B, key="first"), at_least(1, A2, C, key="second"))
HEAVIER = all_of(at_least(1, A1, B, key="first"), at_least(1, place("A2", weight="3"), C, key="second"), D, E)
IN_BOTH = all_of(at_least(1, A1, place("B1"), key="first"), at_least(1, A2, place("B2"), key="second"))


class Case(NamedTuple):
    """A program, and the attempts and waivers of a learner."""

    rules: ProgramRules
    attempts: list[Attempt]
    waivers: list[OverrideDecision] = []


#: The cases of the rule book by name.
CASES = {
    "one-course-for-one-place": Case(program(ONE_AND_ONE), [attempt("A", "0.70")]),
    "each-place": Case(program(ONE_AND_ONE, shared_courses=SharedCourses.EACH), [attempt("A", "0.70")]),
    "most-first-the-whole-program": Case(program(ONE_AND_ONE), [attempt("A", "0.70"), attempt("B", "0.70")]),
    "most-then-requirements": Case(
        program(all_of(at_least(1, A1, B, key="first"), at_least(2, A2, C, D, key="second"))),
        [attempt("A", "0.90"), attempt("B", "0.60")],
    ),
    "most-then-any-composite": Case(
        program(all_of(at_least(1, C, all_of(A1, B, key="track"), key="first"), at_least(1, A2, D, key="second"))),
        [attempt("A", "0.70")],
        [waiver("D")],
    ),
    "neither-group-earned": Case(
        program(
            all_of(
                at_least(1, C, all_of(A1, B, key="x"), key="first"),
                at_least(1, D, all_of(A2, E, key="y"), key="second"),
            )
        ),
        [attempt("A", "0.70")],
    ),
    "most-then-the-composite": Case(program(HEAVIER), [attempt("A", "0.90"), attempt("D", "0.60")]),
    "most-then-the-composite-lower": Case(program(HEAVIER), [attempt("A", "0.60"), attempt("D", "0.90")]),
    "counted-where-the-bar-is-reached": Case(
        program(all_of(at_least(1, place("A1", "0.80"), B, key="first"), at_least(1, A2, C, key="second"))),
        [attempt("A", "0.70")],
    ),
    "three-places": Case(program(all_of(A1, A2, A3)), [attempt("A", "0.70")]),
    "two-courses-in-the-same-two-groups": Case(program(IN_BOTH), [attempt("A", "0.70"), attempt("B", "0.70")]),
    "two-runs-are-one-course": Case(program(all_of(A1, A2)), [attempt("A", "0.70"), attempt("A", "0.80", run=2)]),
    "not-earned-anywhere": Case(program(all_of(A1, A2)), [attempt("A", "0.50")]),
    "place-waived": Case(program(all_of(A1, A2)), [attempt("A", "0.70")], [waiver("A1")]),
    "place-waived-without-an-attempt": Case(program(all_of(A1, A2)), [], [waiver("A1")]),
    "every-place-waived": Case(
        program(all_of(A1, A2, A3)), [attempt("A", "0.70")], [waiver("A1"), waiver("A2"), waiver("A3")]
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_shared_course_counts_where_it_gives_most(name: str) -> None:
    case = CASES[name]
    standing = judge(case.rules, *case.attempts, overrides=case.waivers)
    assert [earned_keys(standing), progress_of(standing)] == BOOK[name][-2:]


def test_the_rule_book_has_exactly_these_cases() -> None:
    assert list(BOOK) == list(CASES)


def test_the_other_place_says_that_the_course_counts_elsewhere() -> None:
    standing = judge(all_of(A1, A2), attempt("A", "0.70"), attempt("A", "0.50", run=2))
    verdict = verdict_of(standing, "A2")
    assert (verdict.state, codes_of(standing, "A2")) == (RequirementState.COUNTS_ELSEWHERE, ("counts_elsewhere",))
    assert [[reason.code for reason in each.reasons] for each in verdict.attempts] == [
        ["counts_elsewhere"],
        ["below_bar"],
    ]
    assert (verdict.ratio, verdict.earned_on, [each.counts for each in verdict.attempts]) == (
        attempt("A", "0.70").ratio,
        None,
        [False, False],
    )


def test_a_waived_place_shows_that_its_attempt_counts_elsewhere() -> None:
    standing = judge(all_of(A1, A2), attempt("A", "0.70"), overrides=[waiver("A1", "0.90")])
    verdict = verdict_of(standing, "A1")
    assert (verdict.state, str(verdict.ratio), state_of(standing, "A2")) == (
        RequirementState.WAIVED,
        "0.90",
        RequirementState.EARNED,
    )
    assert [reason.code for each in verdict.attempts for reason in each.reasons] == ["counts_elsewhere"]
