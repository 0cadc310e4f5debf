"""Describe the leaves that courses and waivers may fill as seats in slots, for ``assignment``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from micromasters_plugin.domain.closed_offers import Taken
from micromasters_plugin.domain.offers import Offer, Option
from micromasters_plugin.domain.slots import Demand, Slot
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.worth import Worth


class Seat(NamedTuple):
    """The worth of an item in a slot, and the leaf with its option. ``pair`` is None if the item fills no leaf."""

    worth: int
    pair: tuple[Offer, Option] | None


#: Item → slot → its seat there. An item of 0 or more is a shared course. Other items are below 0.
Seats = Mapping[int, Mapping[int, Seat]]


@dataclass(slots=True)
class Problem:
    """The seats, the number of items that each slot takes, and the index of the original slot of each slot."""

    capacities: list[int]
    owner: list[int]
    seats: defaultdict[int, dict[int, Seat]] = field(default_factory=lambda: defaultdict(dict))

    def add_seat(self, item: int, index: int, worth: int, pair: tuple[Offer, Option] | None) -> None:
        """Add a seat. If a slot names a course twice, keep the leaf with the greater worth."""
        if index not in self.seats[item] or self.seats[item][index].worth < worth:
            self.seats[item][index] = Seat(worth, pair)


class _Bonus:
    """Additions to worths. Each addition is greater than all smaller additions and all worths together."""

    def __init__(self, slots: Sequence[Slot], worth: Worth):
        worths = [worth.of(leaf, option) for slot in slots for leaf in slot.leaves for option in leaf.options]
        self.filled = 1 << sum(map(abs, worths)).bit_length()
        step = (2 * len(worths)).bit_length()
        self.of_demand = {
            Demand.OPTIONAL: 0,
            Demand.COUNTING: self.filled << step,
            Demand.MUST: self.filled << 2 * step,
        }
        self.forced = self.filled << 3 * step


def seats_of(slots: Sequence[Slot], worth: Worth) -> Problem:
    """Return the seats of ``slots``."""
    problem = Problem([slot.capacity for slot in slots], list(range(len(slots))))
    bonus = _Bonus(slots, worth)
    for index, slot in enumerate(slots):
        for leaf in slot.leaves:
            _seat_leaf(problem, index, slot, leaf, worth, bonus)
    return problem


def _seat_leaf(problem: Problem, index: int, slot: Slot, leaf: Offer, worth: Worth, bonus: _Bonus) -> None:
    added = bonus.of_demand[slot.demand]
    total, best = worth.best(leaf)
    waivers = [option for option in leaf.options if option.is_waiver]
    alone = -1 - 2 * leaf.position
    if best.item is None:
        problem.add_seat(alone, index, added + total, (leaf, best))
    elif not waivers:
        problem.add_seat(best.item, index, added + total, (leaf, best))
    else:
        _seat_both(problem, index, leaf, best.item, [(leaf, best), (leaf, waivers[0])], worth, bonus, added)


def _seat_both(
    problem: Problem,
    index: int,
    leaf: Offer,
    item: int,
    pairs: Sequence[tuple[Offer, Option]],
    worth: Worth,
    bonus: _Bonus,
    added: int,
) -> None:
    """Seat a leaf that either a shared course or a waiver may fill.

    The leaf gets its own slot for one item, and this slot is always filled. If a token is in the slot of the leaf, the
    leaf does not enter. If the token is in the slot of the group, the course or the waiver is in the slot of the leaf.
    """
    own = len(problem.capacities)
    problem.capacities.append(1)
    problem.owner.append(problem.owner[index])
    token = -2 - 2 * leaf.position
    problem.add_seat(token, index, bonus.forced + added, None)
    problem.add_seat(token, own, bonus.forced + bonus.filled, None)
    for each, pair in zip((item, -1 - 2 * leaf.position), pairs, strict=True):
        problem.add_seat(each, own, bonus.filled + worth.of(*pair), pair)


def keep_useful(seats: Seats, capacities: Sequence[int], steps: Steps) -> Seats:
    """Return the seats without the items that the best assignment never needs.

    Consider the items with the same slots, and let *n* be the number of items that these slots take together. An item
    is needed only if the item is among the best *n* items of one slot. An item that is not needed can be replaced by a
    needed item.
    """
    steps.spend(sum(map(len, seats.values())))
    alike: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for item, found in seats.items():
        alike[tuple(sorted(found))].append(item)
    useful: set[int] = set()
    for slots, items in alike.items():
        total = sum(capacities[index] for index in slots)
        for index in slots:
            useful.update(sorted(items, key=lambda item: seats[item][index].worth, reverse=True)[:total])
    return {item: found for item, found in seats.items() if item in useful}


def assign_in_order(slots: Sequence[Slot], worth: Worth, steps: Steps) -> list[Taken] | None:
    """Fill slots that name the same courses with the same weights.

    The order of the leaves decides between equal courses.

    Such slots are like one slot. Return None if the slots are not like one slot.
    """
    steps.spend(sum(len(slot.leaves) for slot in slots))
    ordered = sorted(range(len(slots)), key=lambda index: slots[index].leaves[0].position)
    values = _common_values([slots[index] for index in ordered], worth)
    if values is None:
        return None
    total = sum(slot.capacity for slot in slots)
    best = sorted(values.values(), reverse=True)[:total]
    left = best.count(best[-1])
    filled: list[Taken] = [[] for _ in slots]
    for index in ordered:
        for leaf in slots[index].leaves:
            (option,) = leaf.options
            value = values.get(option.item, best[-1] - 1)
            if len(filled[index]) < slots[index].capacity and (value > best[-1] or (value == best[-1] and left)):
                left -= value == best[-1]
                del values[option.item]
                filled[index].append((leaf, option))
    return filled


def _common_values(slots: Sequence[Slot], worth: Worth) -> dict[int | None, int] | None:
    """Return shared course → its value in each of ``slots``, or None if the slots are not like one slot."""
    if len({slot.demand for slot in slots}) > 1 or slots[0].demand is Demand.OPTIONAL:
        return None
    values: dict[int | None, int] = {}
    end = -1
    for number, slot in enumerate(slots):
        seen: set[int] = set()
        for leaf in slot.leaves:
            item = leaf.options[0].item
            if len(leaf.options) > 1 or item is None or item in seen or leaf.position < end:
                return None
            value = worth.distance(leaf, leaf.options[0])
            if number and values.get(item) != value:
                return None
            values[item] = value
            seen.add(item)
            end = leaf.position
        if len(seen) < len(values):
            return None
    return values
