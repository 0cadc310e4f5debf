"""The evaluator and the oracle give the same standing for ten thousand random programs and learners."""

from __future__ import annotations

import os
import random

import pytest

from micromasters_plugin.domain.definition import Course, Program, leaves
from micromasters_plugin.domain.verdicts import RequirementVerdict, Standing
from tests.domain.specimens import DAY_0
from tests.domain.universe import NOW, as_program, random_decisions, random_program, random_rows, standing_of
from tests.oracle.standings import Answer, stand

#: How many programs × learners each of the 20 tests draws: 10,000 in all unless the environment says otherwise.
EXAMPLES = int(os.environ.get("MICROMASTERS_ORACLE_EXAMPLES", "10000")) // 20


pytestmark = pytest.mark.oracle


@pytest.mark.parametrize("seed", range(20))
def test_the_evaluator_agrees_with_the_oracle(seed: int) -> None:
    dice = random.Random(seed)
    seen: set[str] = set()
    for number in range(EXAMPLES):
        rules, rows = random_program(dice), random_rows(dice)
        decisions = random_decisions(dice, rules["tree"])
        expected = stand(rules, rows, decisions, NOW)
        found = as_answer(as_program(rules), standing_of(rules, rows, decisions))
        assert found == expected, f"seed {seed}, example {number}"
        seen.update(expected.states.values())
        seen.add(expected.state)
    assert {"open", "earned", "held", "waived", "out_of_order", "counts_elsewhere", "final_to_take"} <= seen


def as_answer(program: Program, standing: Standing) -> Answer:
    """Return a standing in the oracle's terms."""
    own = _own_verdicts(program, standing.root)
    completed = standing.completed_on
    return Answer(
        state=standing.state.value,
        satisfied=standing.satisfied,
        earned_requirements=standing.earned_requirements,
        total_requirements=standing.total_requirements,
        composite=None if standing.composite is None else int(standing.composite * 10_000),
        is_candidate=standing.meets_admission_bar,
        capstone=None if standing.capstone is None else int(standing.capstone * 10_000),
        graded_runs=standing.graded_runs,
        completed=None if completed is None else (completed - DAY_0).days,
        units={unit.key: unit.earned_courses for unit in standing.units},
        states={verdict.key: verdict.state.value for verdict in own},
        runs={verdict.key: verdict.course_run for verdict in own if verdict.earned and verdict.course_run},
    )


def _own_verdicts(program: Program, root: RequirementVerdict) -> list[RequirementVerdict]:
    keys = {leaf.key for leaf in leaves(program.root) if isinstance(leaf, Course)}
    return [verdict for verdict in _below(program.root, root) if verdict.key in keys]


def _below(node, verdict: RequirementVerdict) -> list[RequirementVerdict]:
    """The verdicts of a program's own leaves, not those of the programs that it names."""
    if not hasattr(node, "children"):
        return [verdict]
    return [leaf for pair in zip(node.children, verdict.children, strict=True) for leaf in _below(*pair)]
