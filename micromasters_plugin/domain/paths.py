"""Find the best way to finish a tree of requirements, for each amount of work.

A way is a set of requirements to take. The search is dynamic programming over the tree. For each node and each cost,
the search keeps the best way. The grades of the best way help the target most. ``planner`` makes the learner's plan
from the best ways.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from micromasters_plugin.data import RequirementState
from micromasters_plugin.domain.composite import composite_of
from micromasters_plugin.domain.definition import Course, Group, NestedProgram, Node, ProgramRules
from micromasters_plugin.domain.reasons import OUT_OF_ORDER
from micromasters_plugin.domain.sequence import latest_day
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.verdicts import RequirementVerdict

#: A way has three costs: to begin a course, to take a course, and to retake a course. A higher cost outweighs any
#: number of lower costs.
TO_BEGIN, TO_TAKE, RETAKE = 1, 10**4, 10**8

HIGHEST = 10_000
_WEIGHT_PLACES = 9

#: The keys of a way are nested pairs, so the join of two ways copies nothing.
NestedKeys = tuple["NestedKeys", "NestedKeys"] | tuple[str] | tuple[()]

#: This table maps each cost of finishing a node to a pair. The pair has the gain of all grades over the target, and the
#: keys to take.
Ways = dict[int, tuple[int, NestedKeys]]


@dataclass(frozen=True, slots=True)
class Search:
    """The parameters of a search. A ratio is an integer number of ten-thousandths.

    If ``target`` is None, the search prefers courses with the lowest bars. Four fields are sets of keys. ``under_way``
    has courses that the learner is taking, and ``closed`` has courses that nobody can take any more. ``retakable`` has
    earned courses that the learner may retake, and ``waived_keys`` has waived requirements. ``steps`` counts the joins
    of ways.
    """

    target: int | None
    under_way: frozenset[str]
    closed: frozenset[str]
    steps: Steps
    retakable: frozenset[str] = frozenset()
    waived_keys: frozenset[str] = frozenset()

    def gain(self, weight: Decimal, ratio: int) -> int:
        """Return the amount by which a grade lifts the weighted sum above the target.

        A total gain of 0 or more reaches the target. The composite grade is rounded half-up to 4 places. A grade that
        is half a ten-thousandth below the target is therefore enough. Gains are doubled, so gains remain integers.
        """
        return 0 if self.target is None else self.slope(weight) * (ratio - self.target) + self.slope(weight) // 2

    @staticmethod
    def slope(weight: Decimal) -> int:
        """Return the gain of one more ten-thousandth of a grade."""
        return 2 * int(weight.scaleb(_WEIGHT_PLACES))

    def gain_of_taking(self, course: Course | NestedProgram, grade: int) -> int:
        """Return the gain of taking a course with ``grade``.

        If the search has no target, a lower bar gives a higher gain.
        """
        if self.target is None:
            return -bar_of(course)
        return self.gain(course.weight, max(grade, bar_of(course)))


def best_ways(program: ProgramRules, root: RequirementVerdict, search: Search, grade: int) -> Ways:
    """Return the best way to finish the tree for each cost.

    Each way assumes that the learner gets ``grade`` in every course of the way. If the course's bar is higher than
    ``grade``, the way assumes the bar.
    """
    courses = {leaf.key: leaf for leaf in program.leaves}

    def ways_of(verdict: RequirementVerdict) -> Ways:
        return _leaf(courses[verdict.key], verdict, search, grade)

    return _node(program.root, root, search, grade, ways_of)


def flatten_keys(nested_keys: NestedKeys) -> tuple[str, ...]:
    """Return the nested keys of a way as one tuple."""
    keys: list[str] = []
    stack = [nested_keys]
    while stack:  # use a loop, because a thousand nested pairs exceed the recursion limit
        part = stack.pop()
        if len(part) == 1:
            keys.append(part[0])
        else:
            stack += reversed(part)
    return tuple(keys)


def bar_of(course: Course | NestedProgram) -> int:
    """Return the lowest grade that earns the course, in ten-thousandths.

    If the course has a final exam, the grade must pass both coursework and final exam.
    """
    if isinstance(course, NestedProgram):
        return 0
    parts = () if course.final is None else (course.final.passing_grade, course.final.coursework_passing_grade)
    return ten_thousandths(max(bar for bar in (course.passing_grade, *parts) if bar is not None))


def ten_thousandths(ratio: Decimal) -> int:
    """Return a ratio with 4 places as a whole number from 0 to 10,000."""
    return int(ratio * HIGHEST)


def existing_ratio(verdict: RequirementVerdict) -> Decimal | None:
    """Return the grade that a course already has, or None if the course has no grade.

    An earned course has a grade. A course that was finished at an unknown time also has a
    grade. The grade will count when the previous course in the order is earned.
    """
    if verdict.earned:
        return verdict.ratio
    stack = (
        attempt.ratio
        for attempt in verdict.attempts
        if attempt.reached is None and [reason.code for reason in attempt.reasons] == [OUT_OF_ORDER.code]
    )
    return max((ratio for ratio in stack if ratio is not None), default=None)


def best_parts(node: Node, verdict: RequirementVerdict) -> list[RequirementVerdict]:
    """Return the earned leaves of a node that enter the composite grade, if only the grades inside the node decide.

    A group with ``at_least`` contributes that number of its best children, compared by their own composite grades. On a
    tie, the earlier child comes first. A group with ``composite_of_all`` contributes every earned child.
    """
    if not isinstance(node, Group):
        return [verdict] if verdict.earned else []
    parts = [best_parts(child, below) for child, below in zip(node.children, verdict.children, strict=True)]
    if node.at_least is not None:
        parts = [part for part, child in zip(parts, verdict.children, strict=True) if child.earned]
        if not node.composite_of_all:
            parts = sorted(parts, key=_grade, reverse=True)[: node.at_least]
    return [each for part in parts for each in part]


def _grade(parts: list[RequirementVerdict]) -> Decimal:
    """Return the composite grade, or -1 if there is none, so that any grade is higher."""
    composite = composite_of(parts)
    return Decimal(-1) if composite is None else composite


def _node(
    node: Node,
    verdict: RequirementVerdict,
    search: Search,
    grade: int,
    ways_of: Callable[[RequirementVerdict], Ways],
) -> Ways:
    if not isinstance(node, Group):
        return _leaf(node, verdict, search, grade)
    if verdict.earned:
        return _join_all([ways_of(each) for each in best_parts(node, verdict)], search.steps)
    pairs = list(zip(node.children, verdict.children, strict=True))
    still_open = [_node(*pair, search, grade, ways_of) for pair in pairs if not pair[1].earned]
    if verdict.state is RequirementState.OUT_OF_ORDER:
        parts = [ways_of(each) for each in best_parts(node, verdict)]
        # If the group has no date, the group counts when the previous requirement is earned. A group with a date was
        # finished too early.
        if latest_day(verdict, node, search.waived_keys) is None:
            return _join_all(parts, search.steps)
        return _take_one_more(parts, still_open, search.steps)
    earned = [pair for pair in pairs if pair[1].earned]
    fixed = _join_all([_node(*pair, search, grade, ways_of) for pair in earned], search.steps)
    return _join(fixed, _choose_parts(still_open, node.required - len(earned), search.steps), search.steps)


def _take_one_more(parts: Sequence[Ways], spare: Sequence[Ways], steps: Steps) -> Ways:
    """Return ways for a group that was finished too early. Each way adds one spare elective or one retake to the group.

    The added course gives the group a later date. A spare elective has no gain here, because only the evaluator decides
    whether the elective's grade is among the best.
    """
    ways: Ways = {}
    for other_ways in spare:
        unvalued: Ways = {cost: (0, keys) for cost, (_, keys) in other_ways.items()}
        _keep_best(ways, _join(_join_all(parts, steps), unvalued, steps))
    for index, part in enumerate(parts):
        if RETAKE in part:
            _keep_best(ways, _join_all([*parts[:index], {RETAKE: part[RETAKE]}, *parts[index + 1 :]], steps))
    return ways


def _leaf(leaf: Course | NestedProgram, verdict: RequirementVerdict, search: Search, grade: int) -> Ways:
    """Return the ways for one leaf. Any new grade replaces a waiver, but only a better grade replaces an old grade."""
    ratio = existing_ratio(verdict)
    if verdict.earned or ratio is not None:
        fixed = None if ratio is None else ten_thousandths(ratio)
        ways: Ways = {0: (0 if fixed is None else search.gain(leaf.weight, fixed), ())}
        if leaf.key in search.retakable:
            floor = 0 if fixed is None else fixed
            ways[RETAKE] = (search.gain_of_taking(leaf, max(grade, floor)), (leaf.key,))
        return ways
    if leaf.key in search.closed:
        return {}
    cost = TO_TAKE if leaf.key in search.under_way else TO_TAKE + TO_BEGIN
    return {cost: (search.gain_of_taking(leaf, grade), (leaf.key,))}


def _choose_parts(parts: Sequence[Ways], count: int, steps: Steps) -> Ways:
    """Return the ways to finish exactly ``count`` of ``parts``.

    If two ways are equal, keep the way with the earlier parts.
    """
    by_count: list[Ways] = [{} for _ in range(count + 1)]
    by_count[0][0] = (0, ())
    for index, part in enumerate(parts):
        left = len(parts) - index - 1
        # Count down, so that each part is added only once. Skip counts that the remaining parts cannot raise to
        # ``count``.
        for picked in range(min(count, index + 1), max(0, count - left - 1), -1):
            _keep_best(by_count[picked], _join(by_count[picked - 1], part, steps))
    return by_count[count]


def _join_all(parts: Sequence[Ways], steps: Steps) -> Ways:
    ways: Ways = {0: (0, ())}
    for part in parts:
        ways = _join(ways, part, steps)
    return ways


def _join(first: Ways, second: Ways, steps: Steps) -> Ways:
    steps.spend(1 + len(first) * len(second))
    ways: Ways = {}
    for cost, (gain, nested_keys) in first.items():
        _keep_best(
            ways,
            {
                cost + other_ways: (gain + also, (nested_keys, keys) if nested_keys and keys else nested_keys or keys)
                for other_ways, (also, keys) in second.items()
            },
        )
    return ways


def _keep_best(ways: Ways, others: Mapping[int, tuple[int, NestedKeys]]) -> None:
    for cost, way in others.items():
        if cost not in ways or ways[cost][0] < way[0]:
            ways[cost] = way
