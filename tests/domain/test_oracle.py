"""The evaluator and the oracle give the same standing for thousands of random programs and learners."""

from __future__ import annotations

import random
from typing import Any

import pytest

from micromasters_plugin.data import Attempt, Enrollment, ExamAttempt, ExamStatus
from micromasters_plugin.domain.definition import Node
from micromasters_plugin.domain.grades import ratio_from_float
from micromasters_plugin.domain.standing import evaluate
from tests import oracle
from tests.domain.specimens import NOW, all_of, at_least, course, day, program

KEYS = "ABCDEFGH"
PERCENTS = (None, 0.0, 0.33335, 0.5, 0.59995, 0.5999, 0.6, 0.65, 0.69995, 0.7, 0.7, 0.85, 0.9, 0.92345, 1.0)


def random_tree(dice: random.Random, keys: list[str], depth: int = 3) -> oracle.Tree:
    """Return a tree that uses up some of ``keys``, each course once."""
    if depth == 0 or len(keys) < 2 or (depth < 3 and dice.random() < 0.5):
        return {
            "course": keys.pop(),
            "bar": dice.choice(["0.50", "0.60", "0.70"]),
            "weight": dice.choice(["1", "1", "2", "0.5", "3"]),
            "proctored": dice.random() < 0.3,
        }
    children = [random_tree(dice, keys, depth - 1) for _ in range(dice.randint(1, 4)) if keys]
    if dice.random() < 0.5:
        return {"all_of": children}
    return {"at_least": dice.randint(1, len(children)), "of": children}


def random_attempts(dice: random.Random) -> list[oracle.AttemptRow]:
    return [
        {
            "course": key,
            "run": f"course-v1:Ex+{key}+{run}",
            "start": dice.randint(0, 3),
            "mode": dice.choice(["verified", "verified", "verified", "professional", "audit", None]),
            "percent": dice.choice(PERCENTS),
            "exams": dice.choices(["verified", "verified", "verified", "rejected", "submitted"], k=dice.randint(0, 2)),
            "invalidated": dice.random() < 0.1,
        }
        for key in KEYS
        for run in range(dice.choice([0, 1, 1, 2, 3]))
    ]


def as_node(tree: oracle.Tree, key: str = "root") -> Node:
    if "course" in tree:
        return course(tree["course"], tree["bar"], tree["weight"], proctored=tree["proctored"])
    children = tree["all_of"] if "all_of" in tree else tree["of"]
    nodes = [as_node(child, f"{key}-{number}") for number, child in enumerate(children)]
    return all_of(*nodes, key=key) if "all_of" in tree else at_least(tree["at_least"], *nodes, key=key)


def as_attempt(row: oracle.AttemptRow) -> Attempt:
    return Attempt(
        course_run=row["run"],
        run_start=day(row["start"]),
        enrollment=row["mode"] and Enrollment(row["mode"], True, day(row["start"])),
        ratio=None if row["percent"] is None else ratio_from_float(row["percent"]),
        certificate_invalidated=row["invalidated"],
        exams=tuple(ExamAttempt(f"e{n}", ExamStatus(status), day(0)) for n, status in enumerate(row["exams"])),
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_evaluator_agrees_with_the_oracle(seed: int) -> None:
    dice = random.Random(seed)
    outcomes: set[Any] = set()
    for _ in range(400):
        tree, attempts = random_tree(dice, list(KEYS)), random_attempts(dice)
        modes = dice.choice([("verified",), ("verified", "professional")])
        expected = oracle.stand(tree, attempts, modes)
        standing = evaluate(program(as_node(tree), credit_modes=modes), map(as_attempt, attempts), now=NOW)
        found = oracle.Answer(
            earned=standing.earned,
            earned_requirements=standing.earned_requirements,
            total_requirements=standing.total_requirements,
            composite=None if standing.composite is None else int(standing.composite * 10_000),
            best={verdict.key: verdict.course_run for verdict in standing.courses() if verdict.earned},
        )
        assert found == expected, (tree, attempts, modes)
        outcomes.add((expected.earned, expected.composite is None))
    assert outcomes == {(True, False), (False, False), (False, True)}
