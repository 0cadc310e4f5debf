"""Divide the offers of a tree into slots, which the leaves of the tree may fill.

A slot is a group's demand for a number of leaves. ``fillings`` fills the slots of a division.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product

from micromasters_plugin.domain.offers import Offer
from micromasters_plugin.domain.steps import Steps


class Demand(enum.IntEnum):
    """How much a slot needs its leaves.

    A leaf in an OPTIONAL slot enters only if the leaf raises the composite grade. A leaf in a COUNTING slot is one more
    earned requirement. A MUST slot is in a group that enters as a whole, so the whole slot must be filled.
    """

    OPTIONAL = 0
    COUNTING = 1
    MUST = 2


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """A number of leaves (``capacity``, 1 or more) that a group takes from ``leaves``."""

    capacity: int
    demand: Demand
    leaves: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """The slots for leaves that share courses, and the closed parts of the tree, which share none.

    ``count`` is the number of earned requirements that the division itself adds.
    """

    slots: tuple[Slot, ...] = ()
    closed: tuple[tuple[Offer, Demand], ...] = ()
    count: int = 0


def divide(offer: Offer, steps: Steps, demand: Demand = Demand.COUNTING) -> list[Division]:
    """Return the divisions of the tree: one for each set of groups that may enter where a choice has groups.

    ``demand`` may be MUST only if the node is earned as long as every shared course counts in each of its places.
    """
    if not offer.shares:
        return [Division(closed=((offer, demand),))]
    if offer.is_leaf:
        return [Division((Slot(1, demand, (offer,)),))]
    count = 0
    if offer.is_waived:
        count, demand = offer.required if demand is Demand.COUNTING else 0, Demand.OPTIONAL
    divisions = _divide_choice if offer.is_choice else _divide_all
    return [Division(each.slots, each.closed, each.count + count) for each in divisions(offer, demand, steps)]


def _divide_all(offer: Offer, demand: Demand, steps: Steps) -> Iterator[Division]:
    return _combine([divide(child, steps, demand) for child in offer.children], steps)


def _divide_choice(offer: Offer, demand: Demand, steps: Steps) -> Iterator[Division]:
    """Yield the divisions of a choice.

    The leaves of the choice form one slot. The slot takes the remaining number of children after the entering groups.
    """
    leaves = tuple(child for child in offer.children if child.is_leaf and child.options)
    groups = [child for child in offer.children if not child.is_leaf and (child.is_earned or demand is Demand.OPTIONAL)]
    below = Demand.OPTIONAL if demand is Demand.OPTIONAL else Demand.MUST
    for group_count in range(min(offer.needed, len(groups)) + 1):
        rest = offer.needed - group_count
        if demand is Demand.MUST and rest > len(leaves):
            continue
        slot = (Slot(rest, demand, leaves),) if rest and leaves else ()
        count = group_count if demand is Demand.COUNTING else 0
        for entering in combinations(groups, group_count):
            steps.spend(1)
            for each in _combine([divide(group, steps, below) for group in entering], steps):
                yield Division(slot + each.slots, each.closed, count + each.count)


def _combine(parts: Sequence[Sequence[Division]], steps: Steps) -> Iterator[Division]:
    for chosen in product(*parts):
        steps.spend(1 + len(chosen))
        yield Division(
            tuple(chain.from_iterable(each.slots for each in chosen)),
            tuple(chain.from_iterable(each.closed for each in chosen)),
            sum(each.count for each in chosen),
        )
