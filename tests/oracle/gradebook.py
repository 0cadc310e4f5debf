"""Read a real grade book from a file, and compute the standings of the learners."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from tests.oracle.attempts import Row, Rules
from tests.oracle.standings import standing_of


class CourseRule(NamedTuple):
    """A course or an exam of the grade book. ``course`` is ORG+NUMBER. An exam is proctored."""

    course: str
    bar: str = "0.60"
    exam: bool = False


def final_state(path: Path, courses: set[str]) -> dict[int, list[Row]]:
    """Read a gzipped grade book to the last event, and return each learner's attempts at ``courses``.

    If a learner has two grades in one run, the later grade counts. An ``exam`` is a verified proctored attempt with its
    grade. The start of a run is part of the run's name. The run 2013B starts in February, and the run 2013J starts in
    October.
    """
    learners: dict[int, dict[str, Row]] = defaultdict(dict)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for event in csv.DictReader(file):
            course, _, session = event["course_run"].removeprefix("course-v1:").rpartition("+")
            if course not in courses:
                continue
            row = learners[int(event["learner_id"])].setdefault(
                event["course_run"], _unchanged_learners(course, event["course_run"], session)
            )
            if event["event"] == "enrolled":
                row["mode"], row["active"] = "verified", True
            else:
                row["percent"] = float(event["ratio"])
            if event["event"] == "exam":
                row["exams"] = ["verified"]
    return {learner: list(rows.values()) for learner, rows in learners.items()}


def program_of(rules: list[CourseRule]) -> Rules:
    """Return a program that requires all of ``rules``. Each requirement has weight 1."""
    courses = [
        {
            "key": rule.course,
            "course": rule.course,
            "aliases": [],
            "runs": [],
            "bar": rule.bar,
            "weight": "1",
            "proctored": rule.exam,
            "exam": rule.exam,
            "embargo": None,
            "after": [],
            "units": [],
            "modes": [],
            "except": [],
            "certificate": False,
            "attempts": None,
            "valid_for": None,
            "make_ups": [],
            "final": None,
        }
        for rule in rules
    ]
    return {
        "tree": {"key": "all", "all_of": courses, "in_order": False, "shared": None},
        "modes": ["verified"],
        "starts": None,
        "ends": None,
        "shared": "once",
        "units": {},
        "bar": None,
        "bar_courses": {},
        "bar_attempts": None,
        "bar_until": None,
        "bar_needs_credential": True,
        "letters": [],
        "from": 0,
        "releases": {},
        "with_certificates": False,
    }


def standings(learners: dict[int, list[Row]], rules: list[CourseRule]) -> dict[int, tuple[bool, int | None, int]]:
    """Return {learner: (earned, composite in ten-thousandths, earned requirements)} for all of ``rules``."""
    program = program_of(rules)
    answers = {learner: standing_of(program, rows, [], 0) for learner, rows in learners.items()}
    return {learner: (of.satisfied, of.composite, of.earned_requirements) for learner, of in answers.items()}


def _unchanged_learners(course: str, run: str, session: str) -> Row:
    return {
        "course": course,
        "run": run,
        "start": int(session[:4]) * 12 + (2 if session[4] == "B" else 10),
        "mode": None,
        "certificate": "",
        "enrolled": 0,
        "active": False,
        "history": [],
        "percent": None,
        "passed": False,
        "exams": [],
        "invalidated": False,
        "reached": None,
        "known": False,
        "end": None,
        "certified": None,
    }
