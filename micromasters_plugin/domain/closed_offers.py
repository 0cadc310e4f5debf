"""Choose the best options of a part of the tree that shares no course with another place.

In each group, the options with the greatest worths are the best options, so no search is needed. ``fillings`` chooses
where places share courses.
"""

from __future__ import annotations

from typing import NamedTuple

from micromasters_plugin.domain.offers import Offer, Option
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.worth import Worth

#: The leaves that enter, each with its option.
Taken = list[tuple[Offer, Option]]


class Closed(NamedTuple):
    """The best options of a part, and the sum of their worths."""

    is_earned: bool
    earned_count: int
    worth: int
    taken: Taken


def choose_closed(offer: Offer, worth: Worth, steps: Steps) -> Closed:
    """Return the best options below ``offer``, which shares no course."""
    steps.spend(1)
    if offer.is_leaf:
        return _choose_leaf(offer, worth)
    if offer.is_waived:
        return choose_optional(offer, worth, steps)
    parts = [choose_closed(child, worth, steps) for child in offer.children]
    count = sum(part.earned_count for part in parts)
    if offer.is_choice:
        parts = [part for part in parts if part.is_earned]
        count = min(offer.needed, len(parts))
    is_earned = sum(part.is_earned for part in parts) >= offer.needed and not offer.is_broken
    if offer.is_choice and not offer.takes_all:
        parts = _best(parts, offer.needed)
    if offer.is_broken:
        count = min(count, offer.required - 1)
    return _joined(parts, is_earned, count)


def choose_optional(offer: Offer, worth: Worth, steps: Steps) -> Closed:
    """Return the options below a waived group that raise the composite grade.

    A choice takes at most as many children as the choice requires.
    """
    steps.spend(1)
    if offer.is_leaf:
        found = _choose_leaf(offer, worth)
        return found if found.worth > 0 else Closed(False, 0, 0, [])
    parts = [choose_optional(child, worth, steps) for child in offer.children]
    return _joined(_best(parts, offer.needed), True, offer.required)


def _choose_leaf(offer: Offer, worth: Worth) -> Closed:
    if not offer.options:
        return Closed(False, 0, 0, [])
    total, best = worth.best(offer)
    return Closed(True, 1, total, [(offer, best)])


def _best(parts: list[Closed], count: int) -> list[Closed]:
    return sorted(parts, key=lambda part: part.worth, reverse=True)[:count]


def _joined(parts: list[Closed], is_earned: bool, count: int) -> Closed:
    return Closed(is_earned, count, sum(part.worth for part in parts), [pair for part in parts for pair in part.taken])
