"""Fill the slots of a division with leaves, so that the most slots are filled and then the worth is the greatest.

``assignment`` fills slots that share courses. Each other slot takes the leaves with the greatest worths.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from micromasters_plugin.domain.assignment import assign
from micromasters_plugin.domain.closed_offers import Taken, choose_closed, choose_optional
from micromasters_plugin.domain.slots import Demand, Division, Slot
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.worth import Worth


class Filling(NamedTuple):
    """The number of earned requirements, the sum of the worths, and the leaves that enter with their options."""

    earned_count: int
    worth: int
    taken: Taken


def fill(division: Division, worth: Worth, steps: Steps) -> Filling | None:
    """Return the best filling, or None if a slot with the demand MUST cannot be filled."""
    count, total, taken = division.count, 0, Taken()
    for offer, demand in division.closed:
        found = (choose_optional if demand is Demand.OPTIONAL else choose_closed)(offer, worth, steps)
        count += found.earned_count if demand is Demand.COUNTING else 0
        total += found.worth
        taken += found.taken
    for slots in components(division.slots):
        steps.spend(sum(len(slot.leaves) for slot in slots))
        filled = [_best_of(slots[0], worth)] if is_simple(slots) else assign(slots, worth, steps)
        for slot, pairs in zip(slots, filled, strict=True):
            if slot.demand is Demand.MUST and len(pairs) < slot.capacity:
                return None
            count += len(pairs) if slot.demand is Demand.COUNTING else 0
            total += sum(worth.of(*pair) for pair in pairs)
            taken += pairs
    return Filling(count, total, taken)


def components(slots: Sequence[Slot]) -> list[list[Slot]]:
    """Return the slots in groups, so that two slots of different groups share no course."""
    parents = list(range(len(slots)))

    def root_of(index: int) -> int:
        while parents[index] != index:
            index = parents[index]
        return index

    owner: dict[int, int] = {}
    for index, slot in enumerate(slots):
        for item in _items(slot):
            parents[root_of(index)] = root_of(owner.setdefault(item, index))
    found: dict[int, list[Slot]] = {}
    for index, slot in enumerate(slots):
        found.setdefault(root_of(index), []).append(slot)
    return list(found.values())


def is_simple(slots: Sequence[Slot]) -> bool:
    """Tell whether there is only one slot, and this slot names no course twice."""
    items = list(_items(slots[0]))
    return len(slots) == 1 and len(items) == len(set(items))


def _items(slot: Slot) -> Iterator[int]:
    return (option.item for leaf in slot.leaves for option in leaf.options if option.item is not None)


def _best_of(slot: Slot, worth: Worth) -> Taken:
    best = sorted(((worth.best(leaf), leaf) for leaf in slot.leaves), key=lambda found: found[0][0], reverse=True)
    return [
        (leaf, option)
        for (total, option), leaf in best[: slot.capacity]
        if slot.demand is not Demand.OPTIONAL or total > 0
    ]
