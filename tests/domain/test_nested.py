"""Test that the tree and the overrides of a nested program decide whether a learner earns the nested program."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from micromasters_plugin.data import Attempt, ExamStatus, OverrideDecision, OverrideKind, RequirementState
from micromasters_plugin.domain.definition import NestedProgram, ProgramRules
from tests.domain.rule_book import cases_of
from tests.domain.specimens import (
    all_of,
    attempt,
    capstone,
    composite_of,
    course,
    date_of,
    day,
    decision,
    judge,
    program,
    progress_of,
    waiver,
)

A, B, C = (course(key) for key in "ABC")
INNER = program(all_of(A, B), uuid="inner")
P = NestedProgram("P", "", "inner")
HELD = attempt("A", None, release=day(400))
P_ALONE = all_of(P)
HOLD, REVOKE, AWARD = OverrideKind.HOLD, OverrideKind.REVOKE, OverrideKind.AWARD
BOOK = cases_of("nested-cases")


class Case(NamedTuple):
    """A case: grades by course, overrides of the inner (``there``) and outer program (``here``), and other settings."""

    grades: dict[str, str]
    there: list[OverrideDecision] = []
    here: list[OverrideDecision] = []
    inner: ProgramRules | None = INNER
    node: NestedProgram = P


#: The cases of the rule book by name.
CASES = {
    "earned-by-its-own-tree": Case({"A": "0.70", "B": "0.80"}),
    "earned-with-the-rest": Case({"A": "0.70", "B": "0.80", "C": "0.90"}),
    "half-way": Case({"A": "0.70", "C": "0.90"}),
    "its-weight": Case({"A": "0.70", "B": "0.80", "C": "0.90"}, node=replace(P, weight=Decimal(2))),
    "higher-bar-inside": Case(
        {"A": "0.70", "B": "0.80", "C": "0.90"}, inner=program(all_of(course("A", "0.75"), B), uuid="inner")
    ),
    "course-of-both": Case({"A": "0.70", "C": "0.90"}, inner=program(all_of(A, C), uuid="inner")),
    "awarded-there": Case({"A": "0.70"}, there=[decision(AWARD)]),
    "awarded-there-without-any-grade": Case({"C": "0.90"}, there=[decision(AWARD)]),
    "held-there": Case({"A": "0.70", "B": "0.80", "C": "0.90"}, there=[decision(HOLD)]),
    "revoked-there": Case({"A": "0.70", "B": "0.80", "C": "0.90"}, there=[decision(REVOKE)]),
    "course-waived-there": Case({"B": "0.80", "C": "0.90"}, there=[waiver("A", "0.60")]),
    "waived-here": Case({"C": "0.90"}, here=[waiver("P")]),
    "waived-here-with-a-grade": Case({"C": "0.90"}, here=[waiver("P", "0.60")]),
    "waived-here-and-earned": Case({"A": "0.70", "B": "0.80", "C": "0.90"}, here=[waiver("P", "0.60")]),
    "waived-here-with-more-and-earned": Case({"A": "0.70", "B": "0.80", "C": "0.90"}, here=[waiver("P", "1.00")]),
    "waived-here-and-held-there": Case(
        {"A": "0.70", "B": "0.80", "C": "0.90"}, there=[decision(HOLD)], here=[waiver("P")]
    ),
    "unknown-program": Case({"C": "0.90"}, inner=None),
    "unknown-program-waived": Case({"C": "0.90"}, here=[waiver("P")], inner=None),
}


def standing_of(case: Case):
    attempts = [attempt(key, ratio) for key, ratio in case.grades.items()]
    nested = {} if case.inner is None else {"inner": judge(case.inner, *attempts, overrides=case.there)}
    return judge(all_of(C, case.node), *attempts, overrides=case.here, nested=nested)


@pytest.mark.parametrize("name", CASES)
def test_a_nested_program_counts_by_its_own_standing(name: str) -> None:
    standing = standing_of(CASES[name])
    assert [progress_of(standing), composite_of(standing)] == BOOK[name][-2:]


def test_the_rule_book_has_exactly_these_cases() -> None:
    assert list(BOOK) == list(CASES)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("earned-by-its-own-tree", RequirementState.EARNED),
        ("half-way", RequirementState.GROUP_OPEN),
        ("held-there", RequirementState.GROUP_OPEN),
        ("waived-here", RequirementState.WAIVED),
        ("waived-here-and-earned", RequirementState.EARNED),
        ("waived-here-with-more-and-earned", RequirementState.WAIVED),
        ("unknown-program", RequirementState.GROUP_OPEN),
        ("unknown-program-waived", RequirementState.WAIVED),
    ],
)
def test_a_nested_program_is_in_one_state(name: str, state: RequirementState) -> None:
    assert standing_of(CASES[name]).root.children[1].state is state


def test_an_unknown_program_keeps_its_key_and_weight() -> None:
    node = replace(P, weight=Decimal(2))
    verdicts = [judge(all_of(node), overrides=overrides).root.children[0] for overrides in ([], [waiver("P")])]
    assert [(verdict.key, verdict.weight) for verdict in verdicts] == [("P", Decimal(2))] * 2


def test_a_waived_and_earned_program_has_the_date_of_its_completion() -> None:
    attempts = [attempt(key, "0.70", bar_reached=day(20)) for key in "AB"]
    standing = judge(P_ALONE, *attempts, overrides=[waiver("P")], nested={"inner": judge(INNER, *attempts)})
    assert standing.completed_on == date_of(20)


def test_a_nested_program_shows_its_own_verdicts() -> None:
    standing = standing_of(CASES["half-way"])
    assert [(verdict.key, verdict.earned) for verdict in standing.courses()] == [("C", True), ("A", True), ("B", False)]


def test_a_nested_program_is_earned_on_the_day_of_its_completion() -> None:
    attempts: list[Attempt] = [attempt("A", "0.70", bar_reached=day(30)), attempt("B", "0.70", bar_reached=day(20))]
    assert judge(P_ALONE, *attempts, nested={"inner": judge(INNER, *attempts)}).completed_on == date_of(30)


@pytest.mark.parametrize("spoken_of", [date_of(40), None])
def test_a_waived_program_is_earned_on_the_day_that_the_waiver_speaks_of(spoken_of: date | None) -> None:
    given = replace(waiver("P", since=90), day=spoken_of)
    assert judge(P_ALONE, overrides=[given], nested={"inner": judge(INNER)}).completed_on == spoken_of


def test_the_graded_runs_of_a_nested_program_count() -> None:
    attempts = [attempt("A", "0.50"), attempt("A", "0.70", run=2), attempt("B", "0.70"), attempt("C", "0.70")]
    standing = judge(all_of(C, P), *attempts, nested={"inner": judge(INNER, *attempts)})
    assert standing.graded_runs == 4


def test_a_waived_program_has_no_graded_runs() -> None:
    attempts = [attempt("A", "0.70")]
    standing = judge(P_ALONE, *attempts, overrides=[waiver("P")], nested={"inner": judge(INNER, *attempts)})
    assert standing.graded_runs == 0


def test_the_capstone_of_a_nested_program_does_not_count_as_the_outer_capstone() -> None:
    attempts = [attempt("CAP", "0.70", exams=[ExamStatus.VERIFIED])]
    inner = judge(program(capstone(), uuid="inner"), *attempts)
    assert (inner.capstone, judge(P_ALONE, *attempts, nested={"inner": inner}).capstone) == (Decimal("0.70"), None)


def test_an_embargo_in_an_unrelated_program_makes_nothing_due() -> None:
    other = judge(program(course("A"), uuid="other"), HELD, now=day(300))
    assert judge(P_ALONE, now=day(300), nested={"inner": judge(INNER), "other": other}).reevaluate_at is None


def test_an_embargo_in_a_nested_program_makes_the_outer_program_due() -> None:
    inner = judge(program(course("A"), uuid="inner"), HELD, now=day(300))
    assert judge(P_ALONE, now=day(300), nested={"inner": inner}).reevaluate_at == day(400)
