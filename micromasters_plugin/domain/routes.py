"""Find the ways through the planned offers of a tree.

A part of the tree that shares no course with another place is searched child by child. Where places share courses, the
search follows ``best_choice``: each division of the tree has slots, and courses fill the slots.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from micromasters_plugin.domain.assignment import assign
from micromasters_plugin.domain.fillings import components, is_simple
from micromasters_plugin.domain.offers import Offer, Option
from micromasters_plugin.domain.paths import NOTHING_TO_DO, Aim, Path, Paths, Ways
from micromasters_plugin.domain.planned_offers import RETAKE, CostlyWorth
from micromasters_plugin.domain.slots import Demand, Slot, divide


class Routes:
    """A search for the ways to finish what a plan needs.

    ``paths`` has the rules for joining ways. ``adds_electives`` is as in ``planned_offers.Terms``.
    """

    def __init__(self, paths: Paths, *, adds_electives: bool):
        self.paths = paths
        self.adds_electives = adds_electives

    def to_finish(self, offer: Offer) -> Ways:
        """Return the ways to finish the tree, or {} if nobody can finish it."""
        divisions = divide(offer, self.paths.steps, Demand.MUST)
        return self.paths.merge(
            self._join(
                [self._closed(each, demand) for each, demand in division.closed]
                + [self._fill(slots) for slots in components(division.slots)]
            )
            for division in divisions
        )

    def _join(self, parts: Sequence[Ways]) -> Ways:
        return self.paths.join_all(parts) if all(parts) else {}

    def _closed(self, offer: Offer, demand: Demand) -> Ways:
        return self._optional(offer) if demand is Demand.OPTIONAL else self._finish(offer)

    # --- parts that share no course ---------------------------------------------------------------------------

    def _finish(self, offer: Offer) -> Ways:
        self.paths.steps.spend(1)
        if offer.is_leaf:
            return self._leaf(offer, offer.options)
        if offer.is_waived:
            return self._optional(offer)
        if offer.is_broken:
            return self._renew(offer)
        return self._take(offer, offer.needed)

    def _take(self, offer: Offer, needed: int) -> Ways:
        """Return the ways to finish ``needed`` children. Without added electives, the earned children come first."""
        if offer.takes_all:
            return self._take_all(offer, needed)
        if self.adds_electives:
            return self.paths.choose([self._finish(child) for child in offer.children], needed)
        earned = [self._finish(child) for child in offer.children if child.is_earned]
        if len(earned) >= needed:
            return self.paths.choose(earned, needed)
        missing = [self._finish(child) for child in offer.children if not child.is_earned]
        rest = self.paths.choose(missing, needed - len(earned))
        return self.paths.join(self.paths.join_all(earned), rest) if rest else {}

    def _take_all(self, offer: Offer, needed: int) -> Ways:
        """Return the ways for a choice in which every earned child enters."""
        earned = [self._finish(child) for child in offer.children if child.is_earned]
        missing = [ways for ways in (self._finish(child) for child in offer.children if not child.is_earned) if ways]
        least = max(0, needed - len(earned))
        most = len(missing) if self.adds_electives else least
        rest = self.paths.merge(self.paths.choose(missing, count) for count in range(least, most + 1))
        return self.paths.join(self.paths.join_all(earned), rest)

    def _optional(self, offer: Offer) -> Ways:
        """Return the ways to use a waived group: what raises the composite grade enters."""
        self.paths.steps.spend(1)
        if offer.is_leaf:
            is_open = offer.is_earned or self.adds_electives
            ways = self._leaf(offer, offer.options) if is_open else {}
            return self.paths.merge([{0: NOTHING_TO_DO}, ways])
        parts = [self._optional(child) for child in offer.children]
        return self.paths.choose(parts, min(offer.needed, len(parts)))

    def _leaf(self, offer: Offer, options: Iterable[Option]) -> Ways:
        return self.paths.merge(
            {option.cost: Path(self.paths.worth.of(offer, option), (offer.key,) if option.cost else ())}
            for option in options
        )

    def _renew(self, offer: Offer) -> Ways:
        """Return the ways to finish a group again that was finished too early: with a retake or one more child."""
        if offer.is_leaf:
            return self._leaf(offer, [option for option in offer.options if option.cost >= RETAKE])
        if offer.takes_all or not offer.is_choice:
            return self._renew_all(offer)
        found = []
        parts = [self._finish(child) if child.is_earned else {} for child in offer.children]
        for index, child in enumerate(offer.children):
            renewed = self._renew(child) if child.is_earned else self._finish(child)
            if renewed:
                others = parts[:index] + parts[index + 1 :]
                found.append(self.paths.join(self.paths.choose(others, offer.needed - 1), renewed))
                found.append(self.paths.join(self.paths.choose(others, offer.needed), _without_worth(renewed)))
        return self.paths.merge(found)

    def _renew_all(self, offer: Offer) -> Ways:
        """Return the ways for a group in which every earned child enters."""
        early: Ways = {0: NOTHING_TO_DO}
        late: Ways = {}
        for child in offer.children:
            renewed = self._renew(child) if child.is_earned else self._finish(child)
            finished = self._finish(child) if child.is_earned else {0: NOTHING_TO_DO}
            late = self.paths.merge([self.paths.join(late, finished), self.paths.join(early, renewed)])
            early = self.paths.join(early, finished)
        return late

    # --- parts that share courses -----------------------------------------------------------------------------

    def _fill(self, slots: Sequence[Slot]) -> Ways:
        """Return the ways to fill slots that share courses with each other."""
        self.paths.steps.spend(sum(len(slot.leaves) for slot in slots))
        if is_simple(slots):
            return self._fill_one(slots[0])
        as_one = _as_one(slots)
        if as_one is not None:
            return self._fill_one(as_one)
        if self.paths.aim is not Aim.ALL:
            return self._assign(slots)
        return self.paths.merge(self._join(list(map(self._fill_one, placed))) for placed in self._placements(slots))

    def _fill_one(self, slot: Slot) -> Ways:
        """Return the ways to fill one slot.

        An earned course may stay unused, because other places may need the course.
        """
        if slot.demand is Demand.OPTIONAL:
            parts = [self._optional(leaf) for leaf in slot.leaves]
            return self.paths.choose(parts, min(slot.capacity, len(parts)))
        return self.paths.choose([self._finish(leaf) for leaf in slot.leaves], slot.capacity)

    def _assign(self, slots: Sequence[Slot]) -> Ways:
        worth = self.paths.worth
        leaves = [leaf for slot in slots for leaf in slot.leaves]
        is_least = self.paths.aim is Aim.LEAST_COST
        filled = assign(slots, CostlyWorth(worth, leaves) if is_least else worth, self.paths.steps)
        ways: Ways = {0: NOTHING_TO_DO}
        for slot, pairs in zip(slots, filled, strict=True):
            if slot.demand is Demand.MUST and len(pairs) < slot.capacity:
                return {}
            for leaf, option in pairs:
                ways = self.paths.join(ways, self._leaf(leaf, [option]))
        return ways

    def _placements(self, slots: Sequence[Slot]) -> Iterator[list[Slot]]:
        """Yield the slots for each way to place the shared courses. A course can count in only one place."""
        places: dict[int, list[int]] = {}
        for slot in slots:
            for leaf in slot.leaves:
                for item in {option.item for option in leaf.options if option.item is not None}:
                    places.setdefault(item, []).append(leaf.position)
        for positions in product(*places.values()):
            self.paths.steps.spend(1 + len(positions))
            chosen = dict(zip(places, positions, strict=True))
            yield [Slot(slot.capacity, slot.demand, tuple(_only_at(chosen, slot.leaves))) for slot in slots]


def _only_at(chosen: dict[int, int], leaves: Iterable[Offer]) -> Iterator[Offer]:
    """Yield the leaves with the options that remain if each shared course is only at the position in ``chosen``."""
    for leaf in leaves:
        options = tuple(
            option for option in leaf.options if option.item is None or chosen[option.item] == leaf.position
        )
        if options:
            is_earned = any(option.cost == 0 for option in options)
            yield Offer(leaf.position, options, key=leaf.key, is_earned=is_earned)


def _as_one(slots: Sequence[Slot]) -> Slot | None:
    """Return one slot that replaces ``slots``, or None if the slots differ in the courses or in their offers."""
    offered = [{leaf.options[0].item: leaf.options for leaf in slot.leaves} for slot in slots]
    has_other_leaves = any(option.item is None for options in offered[0].values() for option in options)
    if has_other_leaves or any(each != offered[0] for each in offered):
        return None
    if any(slot.demand is Demand.OPTIONAL or len(slot.leaves) > len(offered[0]) for slot in slots):
        return None
    return Slot(sum(slot.capacity for slot in slots), Demand.MUST, slots[0].leaves)


def _without_worth(ways: Ways) -> Ways:
    return {cost: Path(0, path.keys) for cost, path in ways.items()}
