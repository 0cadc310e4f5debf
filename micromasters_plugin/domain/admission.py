"""Decide whether a learner meets a program's admission bar, and find the best grade in each named course."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from micromasters_plugin.data import AdmissionGrade, ProgramState, RequirementState
from micromasters_plugin.domain.definition import AdmissionBar, Course, ProgramRules
from micromasters_plugin.domain.tree import leaf_verdicts
from micromasters_plugin.domain.verdicts import RequirementVerdict


def meets_bar(
    program: ProgramRules, root: RequirementVerdict, *, composite: Decimal | None, state: ProgramState
) -> bool:
    """Tell whether the learner meets the admission bar. A learner whose program is held or revoked never meets the bar.

    Args:
        program: the rules.
        root: the verdict of the tree.
        composite: the composite grade, 0–1, or None while nothing is earned.
        state: the state of the program.
    """
    bar = program.admission
    if bar is None or not _reaches_composite(bar, composite):
        return False
    if not all(grade.is_met for grade in admission_grades(program, root)):
        return False
    if state in (ProgramState.EARNED, ProgramState.AWARDED):
        return True
    return state is ProgramState.OPEN and not bar.credential


def admission_grades(program: ProgramRules, root: RequirementVerdict) -> tuple[AdmissionGrade, ...]:
    """Return the grades that the admission bar requires in named courses, in the definition's order.

    A course meets the grade in every place of the program where it is earned. An attempt meets the grade if it counts,
    is among the first ``attempts`` tries, and reached the requirement's bar on the day ``until`` or earlier. For a
    waiver, the grade and the day of the waiver decide. An unknown day is within the limit.
    """
    bar = program.admission
    if bar is None or not bar.courses:
        return ()
    courses = {course.key: course for course in program.courses()}
    found = []
    for key, grade in bar.courses:
        course = courses[key]
        ratios = [
            ratio
            for leaf, verdict in leaf_verdicts(program.root, root)
            if isinstance(leaf, Course) and leaf.course == course.course
            for ratio in _ratios(bar, verdict)
        ]
        best = max(ratios, default=None)
        found.append(AdmissionGrade(key, course.title, grade, best, best is not None and best >= grade))
    return tuple(found)


def _reaches_composite(bar: AdmissionBar, composite: Decimal | None) -> bool:
    return bar.composite is None or (composite is not None and composite >= bar.composite)


def _ratios(bar: AdmissionBar, verdict: RequirementVerdict) -> Iterator[Decimal]:
    """Yield the grades of an earned course that are within the limits of the bar."""
    is_waived = verdict.state is RequirementState.WAIVED
    if is_waived and verdict.ratio is not None and _is_in_time(bar, verdict.earned_on):
        yield verdict.ratio
    if verdict.earned:
        tries = [attempt for attempt in verdict.attempts if attempt.is_try]
        for attempt in tries[: bar.attempts]:
            if attempt.counts and attempt.ratio is not None and _is_in_time(bar, attempt.reached):
                yield attempt.ratio


def _is_in_time(bar: AdmissionBar, day: date | None) -> bool:
    return bar.until is None or day is None or day <= bar.until
