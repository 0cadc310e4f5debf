"""Test that a requirement of an ordered group counts only if the learner earned the previous requirement first."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest

from micromasters_plugin.data import Attempt, OverrideDecision, RequirementState
from micromasters_plugin.domain.definition import Group, NestedProgram
from tests.domain.rule_book import cases_of
from tests.domain.specimens import (
    all_of,
    at_least,
    attempt,
    codes_of,
    composite_of,
    course,
    date_of,
    day,
    earned_keys,
    judge,
    program,
    progress_of,
    state_of,
    verdict_of,
    waiver,
)

A, B, C, D = (course(key) for key in "ABCD")
IN_ORDER = all_of(A, B, C, in_order=True)
COURSES, GROUPS = cases_of("order-cases"), cases_of("group-order-cases")


def reached_on(key: str, number: int | None, ratio: str = "0.70", run: int = 1) -> Attempt:
    """Return an attempt that reached the bar on day ``number``. None means that the day is unknown."""
    return attempt(key, ratio, run=run, bar_reached=None if number is None else day(number))


class Case(NamedTuple):
    """The attempts and waivers of a learner, and a tree.

    The case omits the tree if the tree is the usual tree of the table.
    """

    attempts: list[Attempt]
    tree: Group = IN_ORDER
    waivers: list[OverrideDecision] = []


#: the cases of the rule book by name
COURSE_CASES = {
    "in-order": Case([reached_on("A", 10), reached_on("B", 20), reached_on("C", 30)]),
    "on-the-same-day": Case([reached_on("A", 10), reached_on("B", 10)]),
    "second-finished-first": Case([reached_on("A", 20), reached_on("B", 10)]),
    "first-never-taken": Case([reached_on("B", 10)]),
    "first-failed": Case([reached_on("A", 10, "0.40"), reached_on("B", 20)]),
    "second-left-out": Case([reached_on("A", 10), reached_on("C", 30)]),
    "one-out-of-order-and-all-after-it": Case([reached_on("A", 20), reached_on("B", 10), reached_on("C", 30)]),
    "retaken-in-order": Case([reached_on("A", 20), reached_on("B", 10, "0.90"), reached_on("B", 30, run=2)]),
    "unknown-day-of-the-first": Case([reached_on("A", None), reached_on("B", 10)]),
    "unknown-day-of-the-second": Case([reached_on("A", 20), reached_on("B", None)]),
    "better-retake-of-the-first": Case([reached_on("A", 10), reached_on("B", 20), reached_on("A", 30, "0.95", run=2)]),
    "better-retake-after-an-unknown-day": Case(
        [reached_on("A", None), reached_on("B", 20), reached_on("A", 30, "0.95", run=2)]
    ),
    "first-pass-afterwards": Case(
        [reached_on("A", 10, "0.40"), reached_on("B", 20), reached_on("A", 30, "0.95", run=2)]
    ),
    "first-waived": Case([reached_on("B", 10)], waivers=[waiver("A", since=400)]),
    "first-waived-and-passed-later": Case([reached_on("B", 10), reached_on("A", 30)], waivers=[waiver("A")]),
    "second-waived": Case([reached_on("A", 20), reached_on("B", 10)], waivers=[waiver("B")]),
    "second-waived-without-the-first": Case([], waivers=[waiver("B")]),
    "listed-in-order-but-not-ordered": Case([reached_on("A", 20), reached_on("B", 10)], all_of(A, B, C)),
}


@pytest.mark.parametrize("name", COURSE_CASES)
def test_a_course_counts_after_the_one_before_it(name: str) -> None:
    case = COURSE_CASES[name]
    assert earned_keys(judge(case.tree, *case.attempts, now=day(500), overrides=case.waivers)) == COURSES[name][-1]


ONE_THEN_C = all_of(at_least(1, A, B), C, in_order=True)
TWO_THEN_C = all_of(at_least(2, A, B, D), C, in_order=True)
ALL_THEN_C = all_of(all_of(A, B, key="group"), C, in_order=True)
C_THEN_ALL = all_of(C, all_of(A, B, key="group"), in_order=True)
C_THEN_ONE = all_of(C, at_least(1, A, B), in_order=True)
INNER = program(A, uuid="inner")
P = NestedProgram("P", "", "inner")
P_THEN_C, C_THEN_P = all_of(P, C, in_order=True), all_of(C, P, in_order=True)

#: the cases of the rule book by name
GROUP_CASES = {
    "choice-then-course": Case([reached_on("A", 10), reached_on("C", 20)], ONE_THEN_C),
    "choice-earned-by-its-first": Case([reached_on("A", 10), reached_on("C", 20), reached_on("B", 30)], ONE_THEN_C),
    "choice-earned-too-late": Case([reached_on("A", 10), reached_on("C", 20), reached_on("B", 30)], TWO_THEN_C),
    "one-more-than-the-choice-asks-for": Case(
        [reached_on("A", 10), reached_on("B", 15), reached_on("C", 20), reached_on("D", 30)], TWO_THEN_C
    ),
    "choice-with-one-unknown-day": Case(
        [reached_on("A", None), reached_on("B", 15), reached_on("C", 20), reached_on("D", 30)], TWO_THEN_C
    ),
    "choice-with-one-unknown-day-too-late": Case(
        [reached_on("A", None), reached_on("C", 20), reached_on("B", 25), reached_on("D", 30)], TWO_THEN_C
    ),
    "choice-with-enough-unknown-days": Case(
        [reached_on("A", None), reached_on("C", 20), reached_on("B", 30)], ONE_THEN_C
    ),
    "group-then-course": Case([reached_on("A", 10), reached_on("B", 20), reached_on("C", 20)], ALL_THEN_C),
    "group-half-earned-before-the-course": Case(
        [reached_on("A", 10), reached_on("C", 20), reached_on("B", 30)], ALL_THEN_C
    ),
    "course-then-group": Case([reached_on("A", 10), reached_on("C", 20), reached_on("B", 30)], C_THEN_ALL),
    "group-finished-before-the-course": Case(
        [reached_on("A", 10), reached_on("B", 15), reached_on("C", 20)], C_THEN_ALL
    ),
    "course-then-choice": Case([reached_on("C", 20), reached_on("A", 30)], C_THEN_ONE),
    "choice-finished-before-the-course": Case([reached_on("A", 10), reached_on("C", 20)], C_THEN_ONE),
    "one-more-of-the-choice-after-the-course": Case(
        [reached_on("A", 10), reached_on("C", 20), reached_on("B", 30)], C_THEN_ONE
    ),
    "retaken-after-the-course": Case(
        [reached_on("A", 10), reached_on("B", 15), reached_on("C", 20), reached_on("A", 30, run=2)], C_THEN_ALL
    ),
    "group-with-an-unknown-day": Case([reached_on("A", None), reached_on("B", 10), reached_on("C", 20)], C_THEN_ALL),
    "group-with-a-waived-course": Case([reached_on("B", 10), reached_on("C", 20)], C_THEN_ALL, [waiver("A")]),
    "course-of-the-group-waived-and-passed-later": Case(
        [reached_on("B", 10), reached_on("C", 20), reached_on("A", 30)], ALL_THEN_C, [waiver("A")]
    ),
    "waived-group-finished-before-the-course": Case(
        [reached_on("A", 10), reached_on("B", 15), reached_on("C", 20)], C_THEN_ALL, [waiver("group")]
    ),
    "waived-group-without-the-course": Case([reached_on("A", 10), reached_on("B", 15)], C_THEN_ALL, [waiver("group")]),
    "waived-group-then-course": Case([reached_on("C", 20)], ALL_THEN_C, [waiver("group")]),
    "waived-group-earned-later": Case(
        [reached_on("C", 20), reached_on("A", 30), reached_on("B", 40)], ALL_THEN_C, [waiver("group")]
    ),
    "program-then-course": Case([reached_on("A", 10), reached_on("C", 20)], P_THEN_C),
    "program-earned-after-the-course": Case([reached_on("C", 20), reached_on("A", 30)], P_THEN_C),
    "program-retaken-after-the-course": Case(
        [reached_on("A", 10), reached_on("C", 20), reached_on("A", 30, "0.90", run=2)], P_THEN_C
    ),
    "course-then-program": Case([reached_on("C", 20), reached_on("A", 30)], C_THEN_P),
    "program-finished-before-the-course": Case([reached_on("A", 10), reached_on("C", 20)], C_THEN_P),
    "program-with-a-better-grade-of-an-earlier-day": Case(
        [reached_on("C", 20), reached_on("A", 30), reached_on("A", 10, "0.90", run=2)], C_THEN_P
    ),
    "waived-program-finished-before-the-course": Case(
        [reached_on("A", 10), reached_on("C", 20)], C_THEN_P, [waiver("P")]
    ),
}


@pytest.mark.parametrize("name", GROUP_CASES)
def test_a_group_or_program_keeps_its_place_in_the_order(name: str) -> None:
    case = GROUP_CASES[name]
    nested = {"inner": judge(INNER, *case.attempts, now=day(500))}
    standing = judge(case.tree, *case.attempts, now=day(500), overrides=case.waivers, nested=nested)
    assert progress_of(standing) == GROUPS[name][-1]


def test_the_rule_book_has_exactly_these_cases() -> None:
    assert (list(COURSES), list(GROUPS)) == (list(COURSE_CASES), list(GROUP_CASES))


def test_a_course_out_of_order_names_the_previous_course() -> None:
    verdict = verdict_of(judge(IN_ORDER, reached_on("A", 20), reached_on("B", 10)), "B")
    [reason] = verdict.reasons
    assert (verdict.state, reason.code, reason.value("previous")) == (
        RequirementState.OUT_OF_ORDER,
        "out_of_order",
        "A",
    )


def test_a_group_out_of_order_names_the_previous_course() -> None:
    verdict = judge(C_THEN_ALL, reached_on("A", 10), reached_on("B", 15), reached_on("C", 20)).root.children[1]
    [reason] = verdict.reasons
    assert (verdict.state, reason.code, reason.value("previous")) == (
        RequirementState.OUT_OF_ORDER,
        "out_of_order",
        "C",
    )


@pytest.mark.parametrize(("ratio", "composite"), [("0.95", "0.9500"), (None, "")])
def test_a_waived_program_out_of_order_enters_the_composite_with_the_waivers_grade(
    ratio: str | None, composite: str
) -> None:
    nested = {"inner": judge(INNER, reached_on("A", 10))}
    standing = judge(
        C_THEN_P, reached_on("A", 10), overrides=[replace(waiver("P", ratio), day=date_of(5))], nested=nested
    )
    verdict = standing.root.children[1]
    assert [reason.code for reason in verdict.reasons] == ["waived"]
    assert (verdict.state, verdict.earned_on, composite_of(standing)) == (
        RequirementState.WAIVED,
        date_of(5),
        composite,
    )


def test_a_course_that_fails_for_another_reason_is_not_out_of_order() -> None:
    standing = judge(IN_ORDER, reached_on("B", 10, "0.40"))
    assert (state_of(standing, "B"), codes_of(standing, "B")) == (RequirementState.IN_PROGRESS, ("below_bar",))


def test_an_attempt_out_of_order_keeps_its_other_reasons() -> None:
    verdict = verdict_of(
        judge(IN_ORDER, reached_on("A", 20), reached_on("B", 10), reached_on("B", 15, "0.40", run=2)), "B"
    )
    assert [[reason.code for reason in each.reasons] for each in verdict.attempts] == [["out_of_order"], ["below_bar"]]
