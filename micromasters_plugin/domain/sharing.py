"""A course that several groups name, where it counts once: the place in which it counts best for the learner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from micromasters_plugin.data import OverrideDecision, RequirementState
from micromasters_plugin.domain.courses import waived
from micromasters_plugin.domain.definition import Course, ProgramRules, SharedCourses
from micromasters_plugin.domain.reasons import COUNTS_ELSEWHERE
from micromasters_plugin.domain.verdicts import RequirementVerdict

Verdicts = Mapping[str, RequirementVerdict]


def shared_places(program: ProgramRules) -> list[list[Course]]:
    """Return the places of each course that has several, where the program lets it count in one of them only."""
    if program.shared_courses is SharedCourses.EACH:
        return []
    places: defaultdict[str, list[Course]] = defaultdict(list)
    for course in program.courses():
        places[course.course].append(course)
    return [group for group in places.values() if len(group) > 1]


def assignments(
    program: ProgramRules, verdicts: Verdicts, waivers: Mapping[str, OverrideDecision]
) -> Iterator[Verdicts]:
    """Yield the verdicts of the leaves with each shared course earned in one place only, places in the file's order.

    Without a course that is earned in several places these are ``verdicts`` as they are. A place that is
    waived takes part only where an attempt counts there, and is waived again where that counts elsewhere.
    """
    earned = [
        [course.key for course in places if any(attempt.counts for attempt in verdicts[course.key].attempts)]
        for places in shared_places(program)
    ]
    choices = [keys for keys in earned if len(keys) > 1]
    given_up = {key: _elsewhere(verdicts[key], waivers.get(key)) for keys in choices for key in keys}
    for chosen in product(*choices):
        yield {**verdicts, **given_up, **{key: verdicts[key] for key in chosen}}


def _elsewhere(verdict: RequirementVerdict, waiver: OverrideDecision | None) -> RequirementVerdict:
    reason = COUNTS_ELSEWHERE.reason()
    attempts = tuple(
        replace(attempt, counts=False, reasons=(*attempt.reasons, reason)) if attempt.counts else attempt
        for attempt in verdict.attempts
    )
    if waiver is not None:
        return waived(verdict.key, verdict.weight, waiver, attempts)
    return replace(
        verdict,
        earned=False,
        state=RequirementState.COUNTS_ELSEWHERE,
        earned_on=None,
        reasons=(reason,),
        attempts=attempts,
    )
