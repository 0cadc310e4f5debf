"""Test verdicts and composite grades of groups of all or at least n requirements, also inside other groups."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from micromasters_plugin.data import Attempt, RequirementState
from micromasters_plugin.domain.definition import NestedProgram, Node
from micromasters_plugin.domain.tree import leaf_verdicts
from tests.domain.specimens import all_of, at_least, attempt, capstone, course, judge

A, B, C, D = (course(key) for key in "ABCD")
HEAVY = course("A", weight="3")
TRACKS = at_least(1, all_of(A, B, key="first"), all_of(C, D, key="second"))
CORE_AND_CHOICE = all_of(A, at_least(1, B, C))


def passed(**ratios: str) -> list[Attempt]:
    """Return one attempt for each course key."""
    return [attempt(key, ratio) for key, ratio in ratios.items()]


@pytest.mark.parametrize(
    ("tree", "attempts", "earned", "count", "composite"),
    [
        # A case: tree, attempts, earned, (earned requirements, total requirements), composite grade.
        pytest.param(all_of(A, B), [], False, (0, 2), None, id="nothing of all"),
        pytest.param(all_of(A, B), passed(A="0.70"), False, (1, 2), "0.7000", id="one of all"),
        pytest.param(all_of(A, B), passed(A="0.70", B="0.90"), True, (2, 2), "0.8000", id="all of all"),
        pytest.param(all_of(A, B), passed(A="0.70", B="0.59"), False, (1, 2), "0.7000", id="a failed one is left out"),
        pytest.param(all_of(HEAVY, B), passed(A="0.60", B="1"), True, (2, 2), "0.7000", id="weights"),
        pytest.param(all_of(HEAVY, B), passed(B="0.90"), False, (1, 2), "0.9000", id="weights of the earned alone"),
        pytest.param(at_least(2, A, B, C), [], False, (0, 2), None, id="nothing of two"),
        pytest.param(at_least(2, A, B, C), passed(B="0.70"), False, (1, 2), "0.7000", id="one of two"),
        pytest.param(at_least(2, A, B, C), passed(A="0.70", C="0.80"), True, (2, 2), "0.7500", id="two of two"),
        pytest.param(
            at_least(2, A, B, C), passed(A="0.70", B="0.80", C="0.90"), True, (2, 2), "0.8500", id="the two best"
        ),
        pytest.param(
            at_least(1, HEAVY, B), passed(A="0.70", B="0.80"), True, (1, 1), "0.8000", id="best by grade, not weight"
        ),
        pytest.param(at_least(3, A, B, C), passed(A="0.70", B="0.80"), False, (2, 3), "0.7500", id="three of three"),
        pytest.param(TRACKS, passed(A="0.70", C="0.90"), False, (0, 1), None, id="two tracks begun"),
        pytest.param(TRACKS, passed(A="0.70", B="0.80", C="0.90"), True, (1, 1), "0.7500", id="a track earned whole"),
        pytest.param(
            TRACKS, passed(A="0.70", B="0.80", C="0.90", D="0.70"), True, (1, 1), "0.8000", id="the better track"
        ),
        pytest.param(CORE_AND_CHOICE, passed(B="0.80", C="0.90"), False, (1, 2), "0.9000", id="choice without core"),
        pytest.param(CORE_AND_CHOICE, passed(A="0.70", B="0.80"), True, (2, 2), "0.7500", id="core and choice"),
        pytest.param(
            all_of(all_of(A, B, key="x"), all_of(C, D, key="y")),
            passed(A="0.70", C="0.80", D="0.90"),
            False,
            (3, 4),
            "0.8000",
            id="all of all of",
        ),
        pytest.param(
            at_least(2, at_least(1, A, B, key="x"), C, D),
            passed(A="0.60", B="0.90", C="0.70", D="0.80"),
            True,
            (2, 2),
            "0.8500",
            id="a choice in a choice",
        ),
        pytest.param(
            all_of(at_least(1, A, all_of(B, C, key="y"), key="x"), D),
            passed(B="0.70", C="0.80", D="0.90"),
            True,
            (2, 2),
            "0.8000",
            id="one alternative of two courses",
        ),
    ],
)
def test_a_tree_is_judged(
    tree: Node, attempts: list[Attempt], earned: bool, count: tuple[int, int], composite: str | None
) -> None:
    standing = judge(tree, *attempts)
    assert (standing.earned, standing.earned_requirements, standing.total_requirements, standing.composite) == (
        earned,
        *count,
        None if composite is None else Decimal(composite),
    )


def test_every_earned_child_of_a_choice_enters_the_composite_if_the_definition_says_so() -> None:
    tree = replace(at_least(1, A, B, C), composite_of_all=True)
    assert judge(tree, *passed(A="0.90", B="0.80", C="0.10")).composite == Decimal("0.8500")


@pytest.mark.parametrize(
    ("node", "kind"),
    [
        (A, "course"),
        (capstone(), "exam"),
        (NestedProgram("P", "", "inner"), "program"),
        (all_of(A), "all_of"),
        (at_least(1, A), "at_least"),
    ],
)
def test_a_requirement_has_a_kind(node: Node, kind: str) -> None:
    assert node.kind == kind


def test_leaves_and_verdicts_have_the_definitions_order() -> None:
    tree = all_of(C, at_least(1, D, A, key="choice"), NestedProgram("P", "", "inner"))
    root = judge(tree, nested={"inner": judge(B)}).root
    assert [(leaf.key, verdict.key) for leaf, verdict in leaf_verdicts(tree, root)] == [(key, key) for key in "CDAP"]


def test_groups_and_nested_programs_have_the_definitions_order() -> None:
    tree = all_of(at_least(1, D, A, key="choice"), NestedProgram("P", "", "inner"), C)
    assert [each.key for each in judge(tree, nested={"inner": judge(B)}).groups()] == ["all", "choice", "P"]


def test_of_alternatives_with_equal_grades_the_one_that_helps_the_whole_program_enters() -> None:
    tree = at_least(1, all_of(course("A", weight="2"), B, key="x"), all_of(C, D, key="y"))
    equal = [*passed(A="0.80", B="0.80"), *passed(C="0.80", D="0.80")]
    # The first alternative weighs 3, and the second alternative weighs 2. Beside a high grade, the lighter alternative
    # is better.
    assert judge(all_of(tree, course("E")), *equal, attempt("E", "1")).composite == Decimal("0.8667")
    assert judge(all_of(tree, course("E")), *equal, attempt("E", "0.60")).composite == Decimal("0.7500")


def test_of_alternatives_that_are_equally_good_the_earlier_one_enters() -> None:
    tree = all_of(at_least(1, A, B), C)
    root = judge(tree, *passed(A="0.80", B="0.80", C="0.70")).root
    assert [verdict.key for _, verdict in leaf_verdicts(tree, root) if verdict.enters] == ["A", "C"]


@pytest.mark.parametrize(
    ("attempts", "states"),
    [
        ([], [RequirementState.GROUP_OPEN, RequirementState.GROUP_OPEN]),
        (passed(B="0.70"), [RequirementState.GROUP_OPEN, RequirementState.EARNED]),
        (passed(A="0.70", B="0.70"), [RequirementState.EARNED, RequirementState.EARNED]),
    ],
)
def test_a_group_is_open_until_it_is_earned(attempts: list[Attempt], states: list[RequirementState]) -> None:
    root = judge(CORE_AND_CHOICE, *attempts).root
    assert [root.state, root.children[1].state] == states


def test_verdicts_follow_the_definitions_order() -> None:
    standing = judge(all_of(C, at_least(1, D, A), B), *passed(A="0.90"))
    assert [verdict.key for verdict in standing.courses()] == ["C", "D", "A", "B"]


def test_a_nested_program_beside_a_locked_course_is_not_locked() -> None:
    tree = all_of(NestedProgram("inner", "", "inner"), replace(course("B"), opens_after=("inner",)))
    states = [verdict.state for _, verdict in leaf_verdicts(tree, judge(tree).root)]
    assert states == [RequirementState.GROUP_OPEN, RequirementState.LOCKED]
