"""Test that the evaluator and the oracle give the same standing for thousands of random programs and learners."""

from __future__ import annotations

import os
import random
from datetime import date, datetime

import pytest

from micromasters_plugin.domain.composite import letter_of
from micromasters_plugin.domain.definition import Course, ProgramRules, leaves
from micromasters_plugin.domain.verdicts import ProgramVerdict, RequirementVerdict
from tests.domain.specimens import DAY_0
from tests.domain.universe import (
    NOW,
    as_program,
    bound_standing_of,
    random_decisions,
    random_program,
    random_rows,
    random_versions,
    standing_of,
)
from tests.oracle import versions as oracle
from tests.oracle.standings import Answer
from tests.oracle.standings import standing_of as oracle_standing_of

#: The number of programs for each seed. Each program has one learner.
EACH = 500
#: The number of learners in each of the two tests. `make soak` sets the number to ten thousand and uses another seed.
EXAMPLES = int(os.environ.get("MICROMASTERS_ORACLE_EXAMPLES", "1000"))
FIRST = int(os.environ.get("SEED", "0"))
SEEDS = range(FIRST, FIRST + max(1, EXAMPLES // EACH))

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize("seed", SEEDS)
def test_the_evaluator_agrees_with_the_oracle(seed: int) -> None:
    dice = random.Random(seed)
    seen: set[str] = set()
    for number in range(EACH):
        rules, rows = random_program(dice), random_rows(dice)
        decisions = random_decisions(dice, rules["tree"])
        expected = oracle_standing_of(rules, rows, decisions, NOW)
        standing, program = standing_of(rules, rows, decisions), as_program(rules)
        assert as_answer(program, standing) == expected, f"seed {seed}, example {number}"
        due = oracle.due_day(rules, rows, decisions, NOW)
        assert day_of(standing.reevaluate_at) == due, f"seed {seed}, example {number}"
        assert letter_of(program, standing.composite) == oracle.letter_of(rules, expected.composite)
        seen.update(expected.states.values())
        seen.add(expected.state)
    assert {
        "open",
        "earned",
        "held",
        "waived",
        "out_of_order",
        "counts_elsewhere",
        "final_to_take",
        "embargoed",
        "no_attempts_left",
        "set_aside",
        "lapsed",
    } <= seen


@pytest.mark.parametrize("seed", SEEDS)
def test_the_evaluator_binds_the_same_version_as_the_oracle(seed: int) -> None:
    dice = random.Random(seed)
    seen: set[tuple[str, int]] = set()
    for number in range(EACH):
        versions, rows = random_versions(dice), random_rows(dice)
        decisions = random_decisions(dice, versions[-1]["tree"])
        index, expected, due = oracle.bound_standing(versions, rows, decisions, NOW)
        found, standing = bound_standing_of(versions, rows, decisions)
        bound = (found, as_answer(as_program(versions[found]), standing), day_of(standing.reevaluate_at))
        assert bound == (index, expected, due), f"seed {seed}, example {number}"
        seen.add((versions[-1]["rule"], index))
    assert {(rule, index) for rule in ("pinned", "latest", "most_favourable") for index in (0, 1)} <= seen


def day_of(instant: datetime | None) -> int | None:
    return None if instant is None else (instant - DAY_0).days


def number_of(known: date | None) -> int | None:
    return None if known is None else (known - DAY_0.date()).days


def as_answer(program: ProgramRules, standing: ProgramVerdict) -> Answer:
    """Return a standing in the oracle's format."""
    own = _own_verdicts(program, standing.root)
    return Answer(
        state=standing.state.value,
        satisfied=standing.satisfied,
        earned_requirements=standing.earned_requirements,
        total_requirements=standing.total_requirements,
        composite=None if standing.composite is None else int(standing.composite * 10_000),
        is_candidate=standing.meets_admission_bar,
        capstone=None if standing.capstone is None else int(standing.capstone * 10_000),
        graded_runs=standing.graded_runs,
        completed=number_of(standing.completed_on),
        first=number_of(standing.first_day),
        last=number_of(standing.last_day),
        units={unit.key: unit.earned_courses for unit in standing.units},
        states={verdict.key: verdict.state.value for verdict in own},
        runs={verdict.key: verdict.course_run for verdict in own if verdict.earned and verdict.course_run},
    )


def _own_verdicts(program: ProgramRules, root: RequirementVerdict) -> list[RequirementVerdict]:
    keys = {leaf.key for leaf in leaves(program.root) if isinstance(leaf, Course)}
    return [verdict for verdict in _below(program.root, root) if verdict.key in keys]


def _below(node, verdict: RequirementVerdict) -> list[RequirementVerdict]:
    """Return the verdicts of a program's leaves, without the requirements of nested programs."""
    if not hasattr(node, "children"):
        return [verdict]
    return [leaf for pair in zip(node.children, verdict.children, strict=True) for leaf in _below(*pair)]
