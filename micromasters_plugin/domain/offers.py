"""Read from verdicts what each requirement offers to a choice: the grades that it can add to the composite grade.

``best_choice`` chooses among the offers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import NamedTuple

from micromasters_plugin.data import OverrideDecision, RequirementState
from micromasters_plugin.domain.definition import Group, Node, ProgramRules, count_required
from micromasters_plugin.domain.verdicts import RequirementVerdict

#: A ratio has at least this number of decimal places as a whole number.
RATIO_PLACES = 4


class Option(NamedTuple):
    """A way to earn a leaf.

    ``item`` identifies a shared course that the option uses up, or is None. ``weight`` and ``ratio`` are whole numbers
    with the same scale in the whole tree. ``ratio`` is None without a grade. ``cost`` is the effort of a plan (see
    ``planned_offers``).
    """

    item: int | None
    weight: int
    ratio: int | None
    is_waiver: bool = False
    cost: int = 0


@dataclass(slots=True, eq=False)
class Offer:
    """What a requirement offers.

    A leaf has its ``options``, best first by definition: the attempt, then the waiver. ``position`` is the position of
    a leaf among all leaves, beginning with 0. A group has the position -1. ``needed`` is the number of children that
    must be earned. ``required`` is the number of requirements in the node. ``is_choice`` is True for ``at_least``.
    ``shares`` tells whether a leaf of the offer uses a course that counts in several places. A broken group was earned
    out of order. Only the offers to a plan have a ``key``.
    """

    position: int = -1
    options: tuple[Option, ...] = ()
    children: tuple[Offer, ...] = ()
    needed: int = 0
    required: int = 1
    is_choice: bool = False
    takes_all: bool = False
    is_earned: bool = False
    is_waived: bool = False
    is_broken: bool = False
    shares: bool = False
    key: str = ""

    @property
    def is_leaf(self) -> bool:
        return self.position >= 0

    def leaves(self) -> Iterator[Offer]:
        """Yield the leaves in the definition's order."""
        if self.is_leaf:
            yield self
        for child in self.children:
            yield from child.leaves()


def read_offers(
    program: ProgramRules,
    root: RequirementVerdict,
    waivers: Mapping[str, OverrideDecision],
    places: Iterable[Iterable[str]],
) -> Offer:
    """Return the offers of the tree.

    Args:
        program: the rules.
        root: the verdict of the tree, as if every course in ``places`` counted in each of its places.
        waivers: key of a requirement → its waiver in force.
        places: the keys of the places of each shared course that the choice may place.
    """
    item_by_key = {key: item for item, keys in enumerate(places) for key in keys}
    return _Reader(program, waivers, item_by_key).read(program.root, root)


def offer_everything(root: Node, places: Iterable[Iterable[str]]) -> Offer:
    """Return the offers of a learner who has earned every leaf with the same grade.

    ``places`` has the same meaning as in ``read_offers``.

    ``in_order`` and ``composite_of_all`` do not matter, because neither takes a requirement from such a learner.
    """
    item_by_key = {key: item for item, keys in enumerate(places) for key in keys}
    positions = count()

    def offer(node: Node) -> Offer:
        if not isinstance(node, Group):
            item = item_by_key.get(node.key)
            return Offer(next(positions), (Option(item, 1, 1),), is_earned=True, shares=item is not None)
        children = tuple(map(offer, node.children))
        return Offer(
            children=children,
            needed=node.required,
            required=count_required(node),
            is_choice=node.at_least is not None,
            is_earned=True,
            shares=any(child.shares for child in children),
        )

    return offer(root)


class _Reader:
    def __init__(self, program: ProgramRules, waivers: Mapping[str, OverrideDecision], item_by_key: Mapping[str, int]):
        self.waivers = waivers
        self.item_by_key = item_by_key
        self.weight_places = max(decimal_places(leaf.weight) for leaf in program.leaves)
        ratios = (waiver.ratio for waiver in waivers.values() if waiver.ratio is not None)
        self.ratio_places = max([RATIO_PLACES, *map(decimal_places, ratios)])
        self.leaf_count = 0

    def read(self, node: Node, verdict: RequirementVerdict) -> Offer:
        if not isinstance(node, Group):
            return self._read_leaf(verdict)
        children = tuple(self.read(child, below) for child, below in zip(node.children, verdict.children, strict=True))
        return Offer(
            children=children,
            needed=node.required,
            required=count_required(node),
            is_choice=node.at_least is not None,
            takes_all=node.composite_of_all,
            is_earned=verdict.earned,
            is_waived=node.key in self.waivers,
            is_broken=verdict.state is RequirementState.OUT_OF_ORDER,
            shares=any(child.shares for child in children),
        )

    def _read_leaf(self, verdict: RequirementVerdict) -> Offer:
        self.leaf_count += 1
        options = tuple(self._options(verdict))
        return Offer(
            self.leaf_count - 1,
            options,
            is_earned=verdict.earned,
            shares=any(option.item is not None for option in options),
        )

    def _options(self, verdict: RequirementVerdict) -> Iterator[Option]:
        if not verdict.earned:
            return
        weight = whole(verdict.weight, self.weight_places)
        if verdict.state is not RequirementState.WAIVED:
            yield Option(self.item_by_key.get(verdict.key), weight, self._ratio(verdict.ratio))
        if verdict.key in self.waivers:
            yield Option(None, weight, self._ratio(self.waivers[verdict.key].ratio), is_waiver=True)

    def _ratio(self, ratio: Decimal | None) -> int | None:
        return None if ratio is None else whole(ratio, self.ratio_places)


def decimal_places(number: Decimal) -> int:
    """Return the number of digits after the point."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def whole(number: Decimal, places: int) -> int:
    """Return ``number`` as a whole number of units in the last of ``places`` decimal places."""
    return int(number.scaleb(places))
