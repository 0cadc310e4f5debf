"""Find the places of courses that several groups share.

A shared course is in several groups but counts once. The course's occurrence in a group is a *place*. The course counts
in one of its places within its scope, and ``choice`` decides in which place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from micromasters_plugin.data import OverrideDecision, RequirementState
from micromasters_plugin.domain.courses import waived_verdict
from micromasters_plugin.domain.definition import Course, Group, Node, ProgramRules, SharedCourses
from micromasters_plugin.domain.reasons import COUNTS_ELSEWHERE
from micromasters_plugin.domain.verdicts import RequirementVerdict

Verdicts = Mapping[str, RequirementVerdict]


def shared_places(program: ProgramRules) -> list[list[Course]]:
    """Return the places of each course that is in several groups but counts once.

    The nearest group around a place that has a rule for shared courses is the scope of the place. Without such a group,
    the program is the scope. A course counts once in each scope with ``once``, and in every place with ``each``.
    """
    return places_below(program.root, program.shared_courses) if program.has_shared_courses else []


def places_below(root: Node, mode: SharedCourses) -> list[list[Course]]:
    """Return the places as ``shared_places`` does. ``mode`` is the rule outside the groups that have a rule."""
    places: defaultdict[tuple[int, str], list[Course]] = defaultdict(list)
    for scope, course in _scopes(root, mode, 0):
        places[scope, course.course].append(course)
    return [found for found in places.values() if len(found) > 1]


def counting_places(program: ProgramRules, verdicts: Verdicts) -> list[list[str]]:
    """Return the keys of the places in which a shared course counts, for each course that counts in several places.

    A waived place takes part if an attempt counts there.
    """
    found = [
        [course.key for course in places if any(attempt.counts for attempt in verdicts[course.key].attempts)]
        for places in shared_places(program)
    ]
    return [keys for keys in found if len(keys) > 1]


def fixed_places(node: Node, *, is_fixed: bool = False) -> Iterator[str]:
    """Yield the keys of the leaves for which a choice tries each place of a shared course.

    These leaves are in a group with ``in_order`` or ``composite_of_all``. A course in such a group can change the
    result although the course fills no requirement.
    """
    if isinstance(node, Group):
        is_fixed = is_fixed or node.in_order or node.composite_of_all
        for child in node.children:
            yield from fixed_places(child, is_fixed=is_fixed)
    elif is_fixed:
        yield node.key


def count_elsewhere(verdict: RequirementVerdict, waiver: OverrideDecision | None) -> RequirementVerdict:
    """Return the verdict of a place if its course counts in another place. If the place is waived, the waiver applies.

    Args:
        verdict: the verdict as if the course counted in this place.
        waiver: the waiver of the place that is in force, or None.
    """
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
        enters=False,
    )


def _scopes(node: Node, mode: SharedCourses, scope: int) -> Iterator[tuple[int, Course]]:
    """Yield each course below ``node`` that counts once, with the identity of its scope (0 for the program)."""
    if isinstance(node, Group):
        if node.shared_courses is not None:
            mode, scope = node.shared_courses, id(node)
        for child in node.children:
            yield from _scopes(child, mode, scope)
    elif isinstance(node, Course) and mode is SharedCourses.ONCE:
        yield scope, node
