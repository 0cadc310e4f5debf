"""A second opinion: standings worked out by brute force from the written rules, sharing no code with the package.

It works on plain dicts, tuples and exact fractions. A program is a tree of
``{"course", "bar", "weight", "proctored"}``,
``{"all_of": [...]}`` and ``{"at_least": n, "of": [...]}``; an attempt is ``{"course", "run", "start", "mode",
"percent", "exams", "invalidated"}``. Numbers are texts, except ``percent`` (a float or None) and ``start`` (a day).
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

Tree = dict[str, Any]
AttemptRow = dict[str, Any]
#: (weight, ratio) of one earned course
Part = tuple[Fraction, Fraction]


class Answer(NamedTuple):
    """``composite`` is in ten-thousandths; ``best`` maps each earned course to the run that is used."""

    earned: bool
    earned_requirements: int
    total_requirements: int
    composite: int | None
    best: dict[str, str]


def ten_thousandths(exact: Fraction) -> int:
    """Round half up to a ten-thousandth."""
    return int((exact * 10_000 + Fraction(1, 2)) // 1)


def stand(tree: Tree, attempts: list[AttemptRow], credit_modes: tuple[str, ...]) -> Answer:
    """Judge a learner's attempts; their order does not matter."""
    best: dict[str, str] = {}
    earned, count, total, parts = _judge(tree, attempts, credit_modes, best)
    return Answer(earned, count, total, _mean(parts), best)


def _judge(
    tree: Tree, attempts: list[AttemptRow], modes: tuple[str, ...], best: dict[str, str]
) -> tuple[bool, int, int, list[Part]]:
    """Return (earned, requirements earned, of how many, what enters the composite)."""
    if "course" in tree:
        used = _best_attempt(tree, attempts, modes)
        if used is None:
            return False, 0, 1, []
        best[tree["course"]] = used["run"]
        return True, 1, 1, [(Fraction(tree["weight"]), _ratio(used))]
    if "all_of" in tree:
        judged = [_judge(child, attempts, modes, best) for child in tree["all_of"]]
        parts = [part for child in judged for part in child[3]]
        return all(child[0] for child in judged), sum(c[1] for c in judged), sum(c[2] for c in judged), parts
    wanted = tree["at_least"]
    whole = [child for child in (_judge(each, attempts, modes, best) for each in tree["of"]) if child[0]]
    while len(whole) > wanted:
        # Leave out the worst, and of equally bad ones the last.
        worst = min(_mean(child[3]) or 0 for child in whole)
        last = max(index for index, child in enumerate(whole) if _mean(child[3]) == worst)
        del whole[last]
    return len(whole) == wanted, len(whole), wanted, [part for child in whole for part in child[3]]


def _best_attempt(course: Tree, attempts: list[AttemptRow], modes: tuple[str, ...]) -> AttemptRow | None:
    best = None
    for row in sorted(attempts, key=lambda row: (row["start"], row["run"])):
        if row["course"] != course["course"] or not _counts(course, row, modes):
            continue
        if best is None or _ratio(row) > _ratio(best):
            best = row
    return best


def _counts(course: Tree, row: AttemptRow, modes: tuple[str, ...]) -> bool:
    if row["percent"] is None or row["mode"] not in modes or row["invalidated"]:
        return False
    if course["proctored"] and (not row["exams"] or set(row["exams"]) != {"verified"}):
        return False
    return _ratio(row) >= Fraction(course["bar"])


def _ratio(row: AttemptRow) -> Fraction:
    return Fraction(ten_thousandths(Fraction(repr(row["percent"]))), 10_000)


def _mean(parts: list[Part]) -> int | None:
    if not parts:
        return None
    return ten_thousandths(sum(weight * ratio for weight, ratio in parts) / sum(weight for weight, _ in parts))


# --- a grade book on file -----------------------------------------------------------------------------------------

#: (course as ORG+NUMBER, passing grade, weight, whether a proctored exam is required)
CourseRule = tuple[str, str, str, bool]


def final_state(path: Path, courses: set[str]) -> dict[int, list[AttemptRow]]:
    """Return each learner's attempts at ``courses`` after the last event of a gzipped grade book.

    The later of two grades of one learner in one run stands; an ``exam`` is a verified proctored attempt with its
    grade. Runs begin with their name: 2013B in February, 2013J in October.
    """
    learners: dict[int, dict[str, AttemptRow]] = defaultdict(dict)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for event in csv.DictReader(file):
            course, _, run = event["course_run"].removeprefix("course-v1:").rpartition("+")
            if course not in courses:
                continue
            empty = {
                "course": course,
                "run": event["course_run"],
                "start": run,
                "mode": None,
                "percent": None,
                "exams": [],
                "invalidated": False,
            }
            row = learners[int(event["learner_id"])].setdefault(event["course_run"], empty)
            if event["event"] == "enrolled":
                row["mode"] = "verified"
            else:
                row["percent"] = float(event["ratio"])
            if event["event"] == "exam":
                row["exams"] = ["verified"]
    return {learner: list(rows.values()) for learner, rows in learners.items()}


def gradebook_standings(path: Path, rules: list[CourseRule]) -> dict[int, tuple[bool, int | None, int]]:
    """Return {learner: (earned, composite in ten-thousandths, earned requirements)} for all of ``rules``.

    Learners are those with any event in a run of the courses.
    """
    return standings(final_state(path, {name for name, *_ in rules}), rules)


def standings(
    learners: dict[int, list[AttemptRow]], rules: list[CourseRule]
) -> dict[int, tuple[bool, int | None, int]]:
    """Return the same from each learner's attempts."""
    courses = [{"course": name, "bar": bar, "weight": weight, "proctored": exam} for name, bar, weight, exam in rules]
    answers = {learner: stand({"all_of": courses}, rows, ("verified",)) for learner, rows in learners.items()}
    return {learner: (of.earned, of.composite, of.earned_requirements) for learner, of in answers.items()}
