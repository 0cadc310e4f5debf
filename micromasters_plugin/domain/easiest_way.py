"""Find the easiest way to a target.

The easiest way has the least work. Of several ways with the same work, the easiest way needs the lowest grade.
``routes`` searches a tree of requirements. ``planner`` makes the learner's plan from the easiest way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from micromasters_plugin.domain.paths import Aim, NestedKeys, Paths, flatten_keys
from micromasters_plugin.domain.placed_trees import PlacedTree
from micromasters_plugin.domain.planned_offers import HIGHEST, PlannedOffers, PlanWorth, Terms
from micromasters_plugin.domain.routes import Routes
from micromasters_plugin.domain.steps import Steps


@dataclass(frozen=True, slots=True)
class Way:
    """The requirements to take, and the lowest sufficient grade in ten-thousandths."""

    grade: int
    keys: tuple[str, ...]


class _Found(NamedTuple):
    """A way with its cost, the worth of its grades, and the number of the tree in which it was found."""

    cost: int
    worth: int
    tree: int
    nested_keys: NestedKeys

    @property
    def keys(self) -> tuple[str, ...]:
        return flatten_keys(self.nested_keys)


def easiest_way(trees: Sequence[PlacedTree], target: Decimal | None, terms: Terms, steps: Steps) -> Way | None:
    """Return the easiest way to earn the program with a composite grade of ``target``, or None if no way exists.

    The easiest way has the least cost, then the lowest common grade, then the highest worth, then the earlier courses.

    Args:
        trees: the trees of ``placed_trees``.
        target: the composite grade from 0 to 1, or None if any grade is enough.
        terms: what the learner can do.
        steps: counts the steps.

    Raises:
        OutOfStepsError: the search takes more steps than the limit of ``steps``.
    """
    return _EasiestSearch(trees, target, terms, steps).run()


class _EasiestSearch:
    def __init__(self, trees: Sequence[PlacedTree], target: Decimal | None, terms: Terms, steps: Steps):
        self.target = target
        self.steps = steps
        self.adds_electives = terms.adds_electives
        self.offers = [PlannedOffers(tree, terms) for tree in trees]
        self.worths = [PlanWorth(target, len(each.program.leaves), each.ratio_places) for each in self.offers]

    def run(self) -> Way | None:
        grade = 0 if self.target is None else HIGHEST
        aim = Aim.LEAST_COST
        found = self._best(grade, aim)
        if found is None and self._best(grade, Aim.GREATEST_WORTH) is not None:
            aim = Aim.ALL
            found = self._best(grade, aim)
        return None if found is None else self._with_lowest_grade(found, aim)

    def _best(self, grade: int, aim: Aim, highest_cost: int | None = None) -> _Found | None:
        """Return the way with the least cost that reaches the target with ``grade``, or None without such a way.

        With ``Aim.LEAST_COST``, also return None if a way with less cost misses the target.
        """
        found = [each for number in range(len(self.offers)) for each in self._ways(number, grade, aim, highest_cost)]
        if aim is Aim.LEAST_COST:
            least = min((each.cost for each in found), default=0)
            found = [each for each in found if each.cost == least]
        enough = (each for each in found if self.worths[each.tree].is_enough(each.worth))
        return min(enough, key=lambda each: (each.cost, -each.worth), default=None)

    def _ways(self, number: int, grade: int, aim: Aim, highest_cost: int | None) -> Iterator[_Found]:
        offers, worth = self.offers[number], self.worths[number]
        self.steps.spend(offers.program.size)
        routes = Routes(Paths(aim, worth, self.steps, highest_cost), adds_electives=self.adds_electives)
        for cost, path in routes.to_finish(offers.at(grade)).items():
            yield _Found(cost, path.worth, number, path.keys)

    def _with_lowest_grade(self, found: _Found, aim: Aim) -> Way:
        if self.target is None:
            return Way(0, found.keys)
        grade = HIGHEST
        while True:
            grade = self._lowest_grade(found, grade)
            lower = self._best(grade - 1, aim, found.cost) if grade else None
            if lower is None:
                break
            found, grade = lower, grade - 1
        best = self._best(grade, aim, found.cost)
        assert best is not None  # ``found`` reaches the target with ``grade``
        return Way(grade, best.keys)

    def _lowest_grade(self, found: _Found, grade: int) -> int:
        """Return the lowest grade with which this way reaches the target.

        The way must reach the target with ``grade``.
        """
        offers, worth = self.offers[found.tree], self.worths[found.tree]
        takings = [offers.takings[key] for key in found.keys]
        self.steps.spend(len(takings))
        highest = offers.scaled(grade)

        def suffices(lower: int) -> bool:
            planned = offers.scaled(lower)
            loss = sum(weight * (max(highest, floor) - max(planned, floor)) for weight, floor in takings)
            return worth.is_enough(found.worth - worth.of_difference(loss))

        return bisect_left(range(grade), True, key=suffices)
