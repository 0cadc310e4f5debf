"""A real grade book's final state: the published counts by the oracle alone, then the evaluator beside it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from micromasters_plugin.data import Attempt, Enrollment, ExamAttempt, ExamStatus
from micromasters_plugin.domain.definition import Program
from micromasters_plugin.domain.grades import ratio_from_float
from micromasters_plugin.domain.standing import evaluate
from tests import oracle
from tests.domain.specimens import NOW, all_of, course, day, program

DDD_COURSES: list[oracle.CourseRule] = [(f"OU+DDD.{number}x", "0.60", "1", False) for number in range(1, 7)]
DDD = [*DDD_COURSES, ("OU+DDD.exam", "0.50", "1", True)]
FFF: list[oracle.CourseRule] = [(f"OU+FFF.{number}x", "0.60", "1", False) for number in range(1, 6)]


@pytest.fixture(scope="module")
def gradebook(data_folder: Path) -> Path:
    return data_folder / "oulad" / "gradebook-2013.csv.gz"


def test_ddd_has_2467_graded_learners_one_of_them_in_the_examination_alone(gradebook: Path) -> None:
    assert (graded_learners(gradebook, DDD), graded_learners(gradebook, DDD_COURSES)) == (2467, 2466)


def test_582_learners_reach_the_bar_in_all_six_courses(gradebook: Path) -> None:
    assert sum(earned for earned, *_ in oracle.gradebook_standings(gradebook, DDD_COURSES).values()) == 582


def test_536_learners_earn_ddd(gradebook: Path) -> None:
    assert sum(earned for earned, *_ in oracle.gradebook_standings(gradebook, DDD).values()) == 536


@pytest.mark.parametrize("rules", [DDD, FFF], ids=["DDD", "FFF"])
def test_the_evaluator_agrees_with_the_oracle_on_every_learner(gradebook: Path, rules) -> None:
    learners = oracle.final_state(gradebook, {name for name, *_ in rules})
    definition = as_program(rules)
    found = {}
    for learner, rows in learners.items():
        standing = evaluate(definition, [as_attempt(row) for row in rows], now=NOW)
        composite = None if standing.composite is None else int(standing.composite * 10_000)
        found[learner] = (standing.earned, composite, standing.earned_requirements)
    assert found == oracle.standings(learners, rules)


def graded_learners(gradebook: Path, rules: list[oracle.CourseRule]) -> int:
    learners = oracle.final_state(gradebook, {name for name, *_ in rules})
    return sum(any(row["percent"] is not None for row in rows) for rows in learners.values())


def as_program(rules: list[oracle.CourseRule]) -> Program:
    courses = [
        course(name, bar, weight, course=name, is_exam=proctored, proctored=proctored)
        for name, bar, weight, proctored in rules
    ]
    return program(all_of(*courses))


def as_attempt(row: oracle.AttemptRow) -> Attempt:
    run_start = datetime.fromisoformat(f"{row['start'][:4]}-{'02' if row['start'][4] == 'B' else '10'}-01T00:00+00:00")
    return Attempt(
        course_run=row["run"],
        run_start=run_start,
        enrollment=row["mode"] and Enrollment(row["mode"], True, run_start),
        ratio=None if row["percent"] is None else ratio_from_float(row["percent"]),
        exams=tuple(ExamAttempt("exam", ExamStatus(status), day(0)) for status in row["exams"]),
    )
