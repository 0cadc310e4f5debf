"""Assign shared courses to slots, so that each course fills one leaf, the most slots are filled and the worth is best.

The method is successive longest paths for the assignment problem. The graph has a node for each slot, and no nodes for
courses. ``seats`` prepares the problem, and ``fillings`` uses the result.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from micromasters_plugin.domain.closed_offers import Taken
from micromasters_plugin.domain.seats import Seats, assign_in_order, keep_useful, seats_of
from micromasters_plugin.domain.slots import Slot
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.worth import Worth


def assign(slots: Sequence[Slot], worth: Worth, steps: Steps) -> list[Taken]:
    """Return the leaves that fill each slot, with their options.

    A slot with the demand OPTIONAL takes a leaf only if the leaf raises the sum of the worths.
    """
    in_order = assign_in_order(slots, worth, steps)
    if in_order is not None:
        return in_order
    problem = seats_of(slots, worth)
    search = _Search(keep_useful(problem.seats, problem.capacities, steps), problem.capacities, steps)
    search.run()
    filled: list[Taken] = [[] for _ in slots]
    for item, index in search.slot_of.items():
        pair = search.seats[item][index].pair
        if pair is not None:
            filled[problem.owner[index]].append(pair)
    return filled


class _Reach(NamedTuple):
    """The greatest gain of a path to a slot, the item that enters this slot, and the slot that the item leaves."""

    gain: int
    item: int
    source: int | None


class _Search:
    """The state of an assignment.

    After each path, the assignment is the best assignment of that number of items. No path gains more than the path
    before, so the assignment is complete when the next path gains nothing.
    """

    def __init__(self, seats: Seats, capacities: Sequence[int], steps: Steps):
        self.seats = seats
        self.steps = steps
        self.free = list(capacities)
        self.slot_of: dict[int, int] = {}
        self.waiting = [
            sorted((item for item in seats if index in seats[item]), key=lambda item: seats[item][index].worth)
            for index in range(len(capacities))
        ]
        self.moves: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        steps.spend(sum(map(len, self.waiting)))

    def run(self) -> None:
        while True:
            reached = self._reach()
            ends = [(reach.gain, -index) for index, reach in reached.items() if self.free[index]]
            if not ends or max(ends)[0] <= 0:
                return
            end = -max(ends)[1]
            self.free[end] -= 1
            self._apply(reached, end)

    def _reach(self) -> dict[int, _Reach]:
        """Return the best path to each slot: an item that waits enters a slot, and pushes an item to the next slot."""
        reached: dict[int, _Reach] = {}
        for index, waiting in enumerate(self.waiting):
            self.steps.spend(1)
            while waiting and waiting[-1] in self.slot_of:
                waiting.pop()
            if waiting:
                reached[index] = _Reach(self.seats[waiting[-1]][index].worth, waiting[-1], None)
        best_moves = self._best_moves()
        is_changed = True
        while is_changed:
            is_changed = False
            self.steps.spend(len(best_moves))
            for source, target, gain, item in best_moves:
                if source in reached:
                    total = reached[source].gain + gain
                    if target not in reached or total > reached[target].gain:
                        reached[target] = _Reach(total, item, source)
                        is_changed = True
        return reached

    def _best_moves(self) -> list[tuple[int, int, int, int]]:
        """Return (source, target, gain, item) of the best move between each two slots."""
        found = []
        for (source, target), heap in self.moves.items():
            while heap and self.slot_of[heap[0][1]] != source:
                heapq.heappop(heap)
            if heap:
                loss, item = heap[0]
                found.append((source, target, -loss, item))
        return found

    def _apply(self, reached: dict[int, _Reach], end: int) -> None:
        index: int | None = end
        while index is not None:
            _, item, source = reached[index]
            self._enter(item, index)
            index = source

    def _enter(self, item: int, index: int) -> None:
        self.slot_of[item] = index
        seats = self.seats[item]
        self.steps.spend(2 * len(seats))  # one step to push each move, and one step to pop the move
        for target, seat in seats.items():
            if target != index:
                heapq.heappush(self.moves[index, target], (seats[index].worth - seat.worth, item))
