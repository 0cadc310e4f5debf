"""Assign each shared course to one of the groups that name the course.

A shared course is in several groups but counts once. The course's occurrence in a group is a *place*. ``standing``
judges every assignment and uses the best assignment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from micromasters_plugin.data import OverrideDecision, RequirementState
from micromasters_plugin.domain.courses import waived_verdict
from micromasters_plugin.domain.definition import Course, ProgramRules, SharedCourses
from micromasters_plugin.domain.reasons import COUNTS_ELSEWHERE
from micromasters_plugin.domain.verdicts import RequirementVerdict

Verdicts = Mapping[str, RequirementVerdict]


def shared_places(program: ProgramRules) -> list[list[Course]]:
    """Return the places of each course that is in several groups but counts once.

    Return [] if the program counts a shared course in each group.
    """
    if program.shared_courses is SharedCourses.EACH:
        return []
    places: defaultdict[str, list[Course]] = defaultdict(list)
    for course in program.courses():
        places[course.course].append(course)
    return [group for group in places.values() if len(group) > 1]


def assignments(
    program: ProgramRules, verdicts: Verdicts, waivers: Mapping[str, OverrideDecision]
) -> Iterator[Verdicts]:
    """Yield the verdicts of the leaves for each assignment of shared courses to places.

    The verdicts have the order of the definition. If no course is earned in several places, yield ``verdicts``
    unchanged. A waived place takes part only if an attempt counts in the place. If an attempt counts in another place,
    the waiver of the first place applies again.
    """
    earned = [
        [course.key for course in places if any(attempt.counts for attempt in verdicts[course.key].attempts)]
        for places in shared_places(program)
    ]
    choices = [keys for keys in earned if len(keys) > 1]
    other_verdicts = {key: _count_elsewhere(verdicts[key], waivers.get(key)) for keys in choices for key in keys}
    for chosen_keys in product(*choices):
        yield {**verdicts, **other_verdicts, **{key: verdicts[key] for key in chosen_keys}}


def _count_elsewhere(verdict: RequirementVerdict, waiver: OverrideDecision | None) -> RequirementVerdict:
    reason = COUNTS_ELSEWHERE.reason()
    attempts = tuple(
        replace(attempt, counts=False, reasons=(*attempt.reasons, reason)) if attempt.counts else attempt
        for attempt in verdict.attempts
    )
    if waiver is not None:
        return waived_verdict(verdict.key, verdict.weight, waiver, attempts)
    return replace(
        verdict,
        earned=False,
        state=RequirementState.COUNTS_ELSEWHERE,
        earned_on=None,
        reasons=(reason,),
        attempts=attempts,
    )
