"""Find the trees that a plan searches: the learner's verdicts as if each shared course counted in several places.

``choice`` places shared courses for an evaluation. ``easiest_way`` searches the trees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from micromasters_plugin.data import AttemptVerdict, OverrideDecision, RequirementState
from micromasters_plugin.domain.courses import Attempts, course_verdict
from micromasters_plugin.domain.definition import Course, ProgramRules
from micromasters_plugin.domain.order_ahead import with_later_results
from micromasters_plugin.domain.reasons import COUNTS_ELSEWHERE, OUT_OF_ORDER
from micromasters_plugin.domain.shared_courses import count_elsewhere, fixed_places, shared_places
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.tree import judge_tree, leaf_verdicts
from micromasters_plugin.domain.verdicts import RequirementVerdict

#: The reasons that depend on the place of a course.
_REASONS_OF_PLACE = frozenset({COUNTS_ELSEWHERE.code, OUT_OF_ORDER.code})


@dataclass(frozen=True, slots=True)
class PlacedTree:
    """The verdict of a tree in which some shared courses have one place.

    Nobody can take a course in ``closed_keys``. ``places`` has the keys of the places of each other shared course. Such
    a course counts in all its places. ``passed_keys`` has the keys of all places of the shared courses that count now
    in one place.
    """

    program: ProgramRules
    root: RequirementVerdict
    places: Sequence[Sequence[str]] = ()
    closed_keys: frozenset[str] = frozenset()
    passed_keys: frozenset[str] = frozenset()


def placed_trees(
    program: ProgramRules,
    root: RequirementVerdict,
    *,
    attempts: Attempts,
    waivers: Mapping[str, OverrideDecision],
    steps: Steps,
) -> list[PlacedTree]:
    """Return a tree for each way to place the shared courses that ``fixed_places`` names.

    Args:
        program: the rules.
        root: the verdict of an evaluation.
        attempts: the attempts of the evaluation.
        waivers: key of a requirement → its waiver in force.
        steps: counts the steps.

    Raises:
        OutOfStepsError: there are too many trees.
    """
    places = [[course.key for course in courses] for courses in shared_places(program)]
    if not places:
        return [PlacedTree(program, with_later_results(program.root, root, attempts, waivers))]
    fixed_keys = set(fixed_places(program.root))
    fixed = [keys for keys in places if fixed_keys.intersection(keys)]
    free = [keys for keys in places if not fixed_keys.intersection(keys)]
    verdicts = {
        leaf.key: _count_everywhere(leaf, verdict, attempts, waivers.get(leaf.key))
        if isinstance(leaf, Course)
        else _regardless_of_order(verdict)
        for leaf, verdict in leaf_verdicts(program.root, root)
    }
    counting = {verdict.key for _, verdict in leaf_verdicts(program.root, root) if _counts(verdict)}
    passed_keys = frozenset(key for keys in places if counting.intersection(keys) for key in keys)
    trees = []
    for chosen in product(*fixed):
        steps.spend(program.size)
        closed = frozenset(key for keys in fixed for key in keys).difference(chosen)
        placed = verdicts | {key: count_elsewhere(verdicts[key], waivers.get(key)) for key in closed}
        judged = judge_tree(program.root, placed, attempts=attempts, waivers=waivers)
        later = with_later_results(program.root, judged, attempts, waivers)
        trees.append(PlacedTree(program, later, free, closed, passed_keys))
    return trees


def _count_everywhere(
    course: Course, verdict: RequirementVerdict, attempts: Attempts, waiver: OverrideDecision | None
) -> RequirementVerdict:
    """Return the verdict of a course as if it counted here, regardless of the order."""
    judged = [_without_place(each) for each in verdict.attempts]
    return course_verdict(course, [attempts.by_run[each.course_run] for each in judged], judged, waiver=waiver)


def _counts(verdict: RequirementVerdict) -> bool:
    return any(attempt.counts for attempt in verdict.attempts)


def _without_place(attempt: AttemptVerdict) -> AttemptVerdict:
    reasons = tuple(reason for reason in attempt.reasons if reason.code not in _REASONS_OF_PLACE)
    return replace(attempt, counts=not reasons, reasons=reasons)


def _regardless_of_order(verdict: RequirementVerdict) -> RequirementVerdict:
    if verdict.state is not RequirementState.OUT_OF_ORDER:
        return verdict
    return replace(verdict, earned=True, state=RequirementState.EARNED, reasons=())
