"""Judge which units of knowledge the earned courses cover."""

from __future__ import annotations

from collections import Counter

from micromasters_plugin.data import UnitVerdict
from micromasters_plugin.domain.definition import ProgramRules


def judge_units(program: ProgramRules, earned_keys: set[str]) -> tuple[UnitVerdict, ...]:
    """Return a verdict for each unit, in the definition's order. A course in two places covers a unit once.

    Args:
        earned_keys: the keys of the program's earned courses and exams.
    """
    if not program.units:
        return ()
    earned = (course for course in program.courses() if course.key in earned_keys)
    courses = Counter(unit for _, unit in {(course.course, unit) for course in earned for unit in course.units})
    return tuple(UnitVerdict(unit.key, unit.title, courses[unit.key], unit.courses) for unit in program.units)
