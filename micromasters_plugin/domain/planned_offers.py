"""Describe what each requirement offers to a plan: the grades that stay, and the courses to take with their costs.

``routes`` finds the ways through the offers.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import count

from micromasters_plugin.data import OverrideDecision, RequirementState
from micromasters_plugin.domain.definition import Course, Group, Leaf, NestedProgram, Node, count_required
from micromasters_plugin.domain.offers import RATIO_PLACES, Offer, Option, decimal_places, whole
from micromasters_plugin.domain.placed_trees import PlacedTree
from micromasters_plugin.domain.verdicts import RequirementVerdict
from micromasters_plugin.domain.worth import Worth

#: A way has three costs: to begin a course, to take a course, and to retake a course. A higher cost outweighs any
#: number of lower costs.
TO_BEGIN, TO_TAKE, RETAKE = 1, 10**4, 10**8

HIGHEST = 10_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What the learner can do. Each field has keys of requirements.

    ``under_way`` has courses that the learner is taking, and ``closed`` has courses that the learner can no longer
    take. ``retakable`` has courses that the learner may retake, and ``waivers`` has the waivers in force. With
    ``adds_electives`` a choice may get more courses than the choice requires. The additional courses replace earned
    courses.
    """

    under_way: Container[str]
    closed: frozenset[str]
    waivers: Mapping[str, OverrideDecision]
    retakable: frozenset[str] = frozenset()
    adds_electives: bool = False


class PlanWorth(Worth):
    """The worth of grades for a target.

    The composite grade is rounded half-up to 4 places. A mean that is half a ten-thousandth below the target is
    therefore enough. If ``target`` is None, the worth of a course to take is higher if the course's bar is lower.
    """

    def __init__(self, target: Decimal | None, leaf_count: int, ratio_places: int):
        mean = Fraction(0) if target is None else Fraction(target) - Fraction(1, 2 * HIGHEST)
        super().__init__(mean * 10**ratio_places, leaf_count)
        self.leaf_count = leaf_count
        self._target = target

    def of(self, leaf: Offer, option: Option) -> int:
        """Return the worth of ``option`` at ``leaf``."""
        if self._target is not None:
            return super().of(leaf, option)
        worth = super().of(leaf, option._replace(ratio=None))
        return worth - ((option.ratio or 0) << self._shift) if option.cost else worth

    def of_difference(self, grades: int) -> int:
        """Return the worth of a difference between two sums of grades, each multiplied by its weight."""
        return grades * self._denominator << self._shift

    def value(self, worth: int) -> int:
        """Return the part of a sum of worths that is the distance of the grades above the target."""
        return worth >> self._shift

    def is_enough(self, worth: int) -> bool:
        """Tell whether grades with this sum of worths reach the target. At least one requirement must have a grade."""
        return self._target is None or worth >= self._grade


class CostlyWorth(Worth):
    """The worth of grades at ``leaves`` under ``worth``, except that any lower cost outweighs all grades."""

    def __init__(self, worth: PlanWorth, leaves: Sequence[Offer]):
        super().__init__(Fraction(0), worth.leaf_count)
        self._worth = worth
        self._bits = sum(abs(worth.of(leaf, option)) for leaf in leaves for option in leaf.options).bit_length()

    def of(self, leaf: Offer, option: Option) -> int:
        """Return the worth of ``option`` at ``leaf``, without its cost."""
        return self._worth.of(leaf, option) - (option.cost << self._bits)


class PlannedOffers:
    """The offers of a program to a plan, for each grade that the learner may get."""

    def __init__(self, tree: PlacedTree, terms: Terms):
        program = tree.program
        self.program = program
        self.tree = tree
        self.terms = terms
        self.item_by_key = {key: item for item, keys in enumerate(tree.places) for key in keys}
        self.weight_places = max(decimal_places(leaf.weight) for leaf in program.leaves)
        waived_ratios = [waiver.ratio for waiver in terms.waivers.values() if waiver.ratio is not None]
        self.ratio_places = max([RATIO_PLACES, *map(decimal_places, waived_ratios)])

    def at(self, grade: int) -> Offer:
        """Return the offers if the learner gets ``grade`` in every course to take, or the bar if the bar is higher."""
        positions = count()

        def offer(node: Node, verdict: RequirementVerdict) -> Offer:
            if not isinstance(node, Group):
                options = tuple(self._options(node, verdict, grade))
                shares = any(option.item is not None for option in options)
                return Offer(next(positions), options, key=node.key, is_earned=verdict.earned, shares=shares)
            children = tuple(offer(child, below) for child, below in zip(node.children, verdict.children, strict=True))
            is_broken = verdict.state is RequirementState.OUT_OF_ORDER
            shares = any(child.shares for child in children)
            if shares:  # a division tries every group, and finds out which groups can be finished
                children = tuple(replace(child, is_earned=child.is_earned or not child.is_leaf) for child in children)
            return Offer(
                key=node.key,
                children=children,
                needed=node.required,
                required=count_required(node),
                is_choice=node.at_least is not None,
                takes_all=node.composite_of_all,
                is_earned=verdict.earned or is_broken,
                is_waived=node.key in self.terms.waivers,
                is_broken=is_broken,
                shares=shares,
            )

        return offer(self.program.root, self.tree.root)

    def _options(self, leaf: Leaf, verdict: RequirementVerdict, grade: int) -> Iterator[Option]:
        key, terms = leaf.key, self.terms
        weight = whole(leaf.weight, self.weight_places)
        item = self.item_by_key.get(key)
        kept = _kept_ratio(verdict)
        if verdict.earned and (
            verdict.state is not RequirementState.WAIVED or any(each.counts for each in verdict.attempts)
        ):
            yield Option(item, weight, self._ratio(kept))
        if verdict.earned and key in terms.waivers:
            yield Option(None, weight, self._ratio(terms.waivers[key].ratio), is_waiver=True)
        planned = self.scaled(max(grade, bar_of(leaf)))
        is_passed = verdict.earned or key in self.tree.passed_keys
        if not is_passed and key not in terms.closed | self.tree.closed_keys:
            yield Option(item, weight, planned, cost=TO_TAKE if key in terms.under_way else TO_TAKE + TO_BEGIN)
        if is_passed and key in terms.retakable - self.tree.closed_keys:
            yield Option(item, weight, max(planned, self._ratio(kept) or 0), cost=RETAKE)

    @cached_property
    def takings(self) -> Mapping[str, tuple[int, int]]:
        """Key of each course → its weight, and the lowest grade that a plan can give it, as in ``offers``."""
        return {
            leaf.key: (option.weight, option.ratio)
            for leaf in self.at(0).leaves()
            for option in leaf.options
            if option.cost and option.ratio is not None
        }

    def scaled(self, grade: int) -> int:
        """Return ten-thousandths as a ratio with the scale of the offers."""
        return grade * 10 ** (self.ratio_places - RATIO_PLACES)

    def _ratio(self, ratio: Decimal | None) -> int | None:
        return None if ratio is None else whole(ratio, self.ratio_places)


def bar_of(course: Course | NestedProgram) -> int:
    """Return the lowest grade that earns the course, in ten-thousandths.

    If the course has a final exam, the grade must pass both coursework and final exam.
    """
    if isinstance(course, NestedProgram):
        return 0
    bars = [course.passing_grade]
    if course.final is not None:
        bars += [course.final.passing_grade or Decimal(0), course.final.coursework_passing_grade or Decimal(0)]
    return whole(max(bars), RATIO_PLACES)


def _kept_ratio(verdict: RequirementVerdict) -> Decimal | None:
    """Return the grade of an earned requirement, or None if there is no grade, or if only a waiver counts."""
    if verdict.state is not RequirementState.WAIVED:
        return verdict.ratio if verdict.earned else None
    ratios = (attempt.ratio for attempt in verdict.attempts if attempt.counts)
    return max((ratio for ratio in ratios if ratio is not None), default=None)
