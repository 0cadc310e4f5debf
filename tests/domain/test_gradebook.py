"""Test that the oracle and the evaluator find the published counts of a real grade book."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from micromasters_plugin.domain.standing import evaluate
from tests.domain.specimens import NOW
from tests.domain.universe import as_attempts, as_program
from tests.oracle.attempts import Row
from tests.oracle.gradebook import CourseRule, final_state, program_of, standings

pytestmark = pytest.mark.oracle


def courses(module: str, count: int) -> list[CourseRule]:
    return [CourseRule(f"OU+{module}.{number}x") for number in range(1, count + 1)]


DDD_COURSES = courses("DDD", 6)
MODULES = {
    "AAA": courses("AAA", 5),
    "BBB": courses("BBB", 6),
    "DDD": [*DDD_COURSES, CourseRule("OU+DDD.exam", "0.50", exam=True)],
    "EEE": courses("EEE", 4),
    "FFF": courses("FFF", 5),
    "GGG": courses("GGG", 3),
}
#: The courses of all modules.
NAMES = frozenset(rule.course for rules in MODULES.values() for rule in rules)


@pytest.fixture(scope="module")
def gradebook(data_folder: Path) -> Path:
    return data_folder / "oulad" / "gradebook-2013.csv.gz"


def test_ddd_has_2467_graded_learners_and_one_has_only_the_exam(gradebook: Path) -> None:
    assert (graded_learners(gradebook, MODULES["DDD"]), graded_learners(gradebook, DDD_COURSES)) == (2467, 2466)


def test_582_learners_reach_the_bar_in_all_six_courses(gradebook: Path) -> None:
    assert sum(earned for earned, *_ in standings(learners_of(gradebook, DDD_COURSES), DDD_COURSES).values()) == 582


def test_536_learners_earn_ddd(gradebook: Path) -> None:
    rules = MODULES["DDD"]
    assert sum(earned for earned, *_ in standings(learners_of(gradebook, rules), rules).values()) == 536


@pytest.mark.parametrize("module", MODULES)
def test_the_evaluator_agrees_with_the_oracle_on_every_learner(gradebook: Path, module: str) -> None:
    rules = MODULES[module]
    learners = learners_of(gradebook, rules)
    definition = as_program(program_of(rules))
    found = {}
    for learner, rows in learners.items():
        standing = evaluate(definition, as_attempts(rows, [definition]), now=NOW)
        composite = None if standing.composite is None else int(standing.composite * 10_000)
        found[learner] = (standing.earned, composite, standing.earned_requirements)
    assert found == standings(learners, rules)
    assert len(found) > 300


def learners_of(path: Path, rules: list[CourseRule]) -> dict[int, list[Row]]:
    """Return the attempts of each learner at these courses. The result lacks learners without such attempts."""
    names = {rule.course for rule in rules}
    of = {learner: [row for row in rows if row["course"] in names] for learner, rows in everybody(path).items()}
    return {learner: rows for learner, rows in of.items() if rows}


@cache
def everybody(path: Path) -> dict[int, list[Row]]:
    return final_state(path, set(NAMES))


def graded_learners(path: Path, rules: list[CourseRule]) -> int:
    return sum(any(row["percent"] is not None for row in rows) for rows in learners_of(path, rules).values())
