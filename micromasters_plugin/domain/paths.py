"""Join and choose ways to finish requirements.

A way is a set of courses to take. ``Paths`` keeps the best ways of each part of a tree. ``routes`` finds the ways of a
whole tree, and ``easiest_way`` decides which ways the search needs.
"""

from __future__ import annotations

import enum
import heapq
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from micromasters_plugin.domain.planned_offers import RETAKE, PlanWorth
from micromasters_plugin.domain.steps import Steps

#: The keys of a way are nested pairs, so the join of two ways copies nothing.
NestedKeys = tuple["NestedKeys", "NestedKeys"] | tuple[str] | tuple[()]


class Path(NamedTuple):
    """The worth of all grades of a way (see ``PlanWorth``), and the keys of the courses to take."""

    worth: int
    keys: NestedKeys


#: Each cost of finishing a part of the tree → the best way with this cost.
Ways = dict[int, Path]

NOTHING_TO_DO = Path(0, ())


class Aim(enum.Enum):
    """Which ways a search keeps: the way with the least cost, the way with the greatest worth, or all needed ways.

    A way is not needed if another way has no higher cost and no lower value.
    """

    LEAST_COST = enum.auto()
    GREATEST_WORTH = enum.auto()
    ALL = enum.auto()


class Paths:
    """The rules for joining ways.

    ``highest_cost`` is the cost above which ``Aim.ALL`` keeps no way, or None.
    """

    def __init__(self, aim: Aim, worth: PlanWorth, steps: Steps, highest_cost: int | None = None):
        self.aim = aim
        self.worth = worth
        self.steps = steps
        self.highest_cost = highest_cost

    def keep(self, ways: Ways) -> Ways:
        """Return the ways that the aim needs, by ascending cost."""
        if not ways:
            return ways
        if self.aim is Aim.LEAST_COST:
            cost = min(ways)
            return {cost: ways[cost]}
        if self.aim is Aim.GREATEST_WORTH:
            cost = max(ways, key=lambda each: (ways[each].worth, -each))
            return {cost: ways[cost]}
        kept: Ways = {}
        best: int | None = None
        for cost in sorted(ways):
            if self.highest_cost is not None and cost > self.highest_cost:
                break
            value = self.worth.value(ways[cost].worth)
            if best is None or value > best:
                kept[cost] = ways[cost]
                best = value
        return kept

    def merge(self, alternatives: Iterable[Ways]) -> Ways:
        """Return the best ways among ``alternatives``."""
        ways: Ways = {}
        for each in alternatives:
            _add(ways, each)
        return self.keep(ways)

    def join(self, first: Ways, second: Ways) -> Ways:
        """Return the ways to finish two parts."""
        self.steps.spend(1 + len(first) * len(second))
        ways: Ways = {}
        for cost, path in first.items():
            _add(ways, {cost + other: _joined(path, also) for other, also in second.items()})
        return self.keep(ways)

    def join_all(self, parts: Iterable[Ways]) -> Ways:
        """Return the ways to finish all parts."""
        ways: Ways = {0: NOTHING_TO_DO}
        retakable = []
        for part in parts:
            if part.keys() == {0, RETAKE}:
                retakable.append(part)
            else:
                ways = self.join(ways, part)
        return self.join(ways, self.keep(self._retake_best(retakable))) if retakable else ways

    def choose(self, parts: Sequence[Ways], count: int) -> Ways:
        """Return the ways to finish exactly ``count`` of ``parts``.

        If ways are equal, the way with the earlier parts is better.
        """
        parts = [part for part in parts if part]
        if count > len(parts):
            return {}
        if count == len(parts):
            return self.join_all(parts)
        if all(len(part) == 1 for part in parts):
            return self._choose_by_class(parts, count)
        if all(0 in part and part.keys() <= {0, RETAKE} for part in parts):
            return self.keep(self._choose_retakes(parts, count))
        by_count: list[Ways] = [{} for _ in range(count + 1)]
        by_count[0][0] = NOTHING_TO_DO
        for index, part in enumerate(parts):
            left = len(parts) - index - 1
            # Count down, so that each part is added only once. Skip counts that the remaining parts cannot raise to
            # ``count``.
            for picked in range(min(count, index + 1), max(0, count - left - 1), -1):
                by_count[picked] = self.merge([by_count[picked], self.join(by_count[picked - 1], part)])
        return by_count[count]

    def _choose_by_class(self, parts: Sequence[Ways], count: int) -> Ways:
        """Choose among parts with one way each.

        Among parts with the same cost, the parts with the greatest worths come first.
        """
        classes: dict[int, list[Path]] = {}
        for part in parts:
            ((cost, path),) = part.items()
            classes.setdefault(cost, []).append(path)
        by_count: list[Ways] = [{} for _ in range(count + 1)]
        by_count[0][0] = NOTHING_TO_DO
        left = len(parts)
        for cost in sorted(classes):
            best = sorted(classes[cost], key=lambda path: path.worth, reverse=True)[:count]
            self.steps.spend(len(classes[cost]))
            left -= len(classes[cost])
            prefixes = list(accumulate(best, _joined, initial=NOTHING_TO_DO))
            extended: list[Ways] = [{} for _ in range(count + 1)]
            for before, ways in enumerate(by_count):
                # The classes that are left cannot add more than ``left`` parts.
                for taken in range(max(0, count - left - before), min(len(best), count - before) + 1):
                    self.steps.spend(len(ways))
                    added = {each + taken * cost: _joined(path, prefixes[taken]) for each, path in ways.items()}
                    _add(extended[before + taken], added)
            by_count = [self.keep(ways) for ways in extended]
        return by_count[count]

    def _retake_best(self, parts: Sequence[Ways]) -> Ways:
        """Return the ways to use all earned ``parts``. The retakes that add the most worth come first."""
        self.steps.spend(len(parts))
        as_is = Path(sum(part[0].worth for part in parts), ())
        gains = [Path(part[RETAKE].worth - part[0].worth, part[RETAKE].keys) for part in parts]
        gains.sort(key=lambda gain: gain.worth, reverse=True)
        return {RETAKE * number: path for number, path in enumerate(accumulate(gains, _joined, initial=as_is))}

    def _choose_retakes(self, parts: Sequence[Ways], count: int) -> Ways:
        """Choose among earned parts, for each number of retakes.

        The next retake is the retake of a chosen part, or the retake of a part that replaces a chosen part.
        """
        self.steps.spend(len(parts))
        order = sorted(range(len(parts)), key=lambda index: parts[index][0].worth, reverse=True)
        as_is = set(order[:count])
        path = Path(sum(parts[index][0].worth for index in as_is), ())
        ways: Ways = {0: path}
        raised = [(parts[i][0].worth - parts[i][RETAKE].worth, i) for i in as_is if RETAKE in parts[i]]
        lowest = [(parts[i][0].worth, i) for i in as_is]
        fresh = [(-parts[i][RETAKE].worth, i) for i in order[count:] if RETAKE in parts[i]]
        for heap in (raised, lowest, fresh):
            heapq.heapify(heap)
        while self.highest_cost is None or RETAKE * len(ways) <= self.highest_cost:
            for heap in (raised, lowest):
                while heap and heap[0][1] not in as_is:
                    heapq.heappop(heap)
            moves = [(-raised[0][0], raised[0][1], raised[0][1])] if raised else []
            if fresh and lowest:
                moves.append((-fresh[0][0] - lowest[0][0], fresh[0][1], lowest[0][1]))
            if not moves:
                break
            self.steps.spend(1)
            gain, enters, leaves = max(moves)
            as_is.remove(leaves)
            if enters != leaves:
                heapq.heappop(fresh)
                if RETAKE in parts[leaves]:
                    heapq.heappush(fresh, (-parts[leaves][RETAKE].worth, leaves))
            path = _joined(path, Path(gain, parts[enters][RETAKE].keys))
            ways[RETAKE * len(ways)] = path
        return ways


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


def _joined(first: Path, second: Path) -> Path:
    keys = (first.keys, second.keys) if first.keys and second.keys else first.keys or second.keys
    return Path(first.worth + second.worth, keys)


def _add(ways: Ways, others: Mapping[int, Path]) -> None:
    for cost, path in others.items():
        if cost not in ways or ways[cost].worth < path.worth:
            ways[cost] = path
