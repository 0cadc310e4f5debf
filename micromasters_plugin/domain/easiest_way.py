"""Find the easiest way to a target.

The easiest way has the least work. Of several ways with the same work, the easiest way needs the lowest grade.

If several groups share a course, the search tries the course in each of these groups. ``paths`` searches one tree.
``planner`` makes the learner's plan from the easiest way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product, takewhile

from micromasters_plugin.domain.definition import Group, Leaf, NestedProgram, ProgramRules, SharedCourses, leaves
from micromasters_plugin.domain.paths import (
    HIGHEST,
    NestedKeys,
    Search,
    Ways,
    bar_of,
    best_ways,
    existing_ratio,
    flatten_keys,
    ten_thousandths,
)
from micromasters_plugin.domain.shared_courses import shared_places
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.tree import leaf_verdicts
from micromasters_plugin.domain.verdicts import RequirementVerdict

#: This type has a variant of the program, and the learner's verdicts for the variant's tree. In the variant, each
#: shared course counts in one place only.
PlacedProgram = tuple[ProgramRules, RequirementVerdict]


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """The requirements to take, and the lowest sufficient grade.

    If a way is smaller than another way, the smaller way is easier.
    """

    cost: int
    grade: int
    loss: int
    keys: tuple[str, ...]


def easiest_way(
    placed_programs: Sequence[PlacedProgram],
    search: Search,
    leaf_by_key: Mapping[str, Leaf],
    reaches: Callable[[tuple[str, ...]], bool],
) -> Way | None:
    """Return the easiest way in any of ``placed_programs``, or None if no way exists.

    Args:
        placed_programs: the programs of ``place_variants``, each with the learner's verdicts.
        search: the parameters of the search.
        leaf_by_key: the leaves of the original program, by key.
        reaches: a function that tells whether the learner reaches the target with the highest grades in these
            requirements. The function ``reaches`` runs a full evaluation, which takes many more steps than the search.
            The search therefore calls ``reaches`` last.
    """
    best: Way | None = None
    for program, root in placed_programs:
        closed_keys = {each.key for each in leaves(program.root) if each != leaf_by_key[each.key]}
        variant = _VariantSearch(program, root, replace(search, closed=search.closed | closed_keys))
        best = variant.find_easier(best, reaches) or best
    return best


def place_variants(program: ProgramRules, steps: Steps) -> Iterator[ProgramRules]:
    """Yield a variant of the program for each assignment of the program's shared courses to places.

    In a variant, each shared course is open in one place and closed in the course's other places.
    """
    places = [[course.key for course in group] for group in shared_places(program)]
    shared_keys = {key for group in places for key in group}
    for chosen_places in product(*places):
        steps.spend(program.size)
        root = _close_places(program.root, shared_keys.difference(chosen_places))
        yield replace(program, root=root, shared_courses=SharedCourses.EACH) if shared_keys else program


class _VariantSearch:
    def __init__(self, program: ProgramRules, root: RequirementVerdict, search: Search):
        self.program = program
        self.root = root
        self.search = search
        self.leaf = {leaf.key: leaf for leaf in program.leaves}
        self.verdict = {leaf.key: verdict for leaf, verdict in leaf_verdicts(program.root, root)}
        self._ways: dict[int, Ways] = {}

    def find_easier(self, best: Way | None, reaches: Callable[[tuple[str, ...]], bool]) -> Way | None:
        """Return the easiest way in this variant, or None if no way is easier than ``best``."""
        self._ways[HIGHEST] = highest = best_ways(self.program, self.root, self.search, HIGHEST)
        costs = [cost for cost in sorted(highest) if self.search.target is None or highest[cost][0] >= 0]
        ways = ((cost, self._way(cost, best)) for cost in costs)
        easier_ways = takewhile(lambda pair: pair[1] is not None and (best is None or pair[1] < best), ways)
        return next((way for cost, way in easier_ways if reaches(flatten_keys(highest[cost][1]))), None)

    def _way(self, cost: int, best: Way | None) -> Way | None:
        """Return the way that has this cost and the lowest grade, or None if the way cannot be easier than ``best``."""
        highest_grade = HIGHEST if best is None or cost < best.cost else best.grade
        is_dearer = best is not None and cost > best.cost
        if is_dearer or (self.search.target is not None and self._gain(cost, highest_grade) < 0):
            return None
        grade = 0 if self.search.target is None else self._lowest_grade(cost, highest_grade)
        gain, nested_keys = self._best(cost, grade)
        return Way(cost, grade, -gain, flatten_keys(nested_keys))

    def _lowest_grade(self, cost: int, highest_grade: int) -> int:
        """Return the lowest sufficient grade. ``highest_grade`` must be sufficient.

        One pass of the search is usually enough.
        """
        lowest = self._lowest_for(self._best(cost, highest_grade), highest_grade)
        if lowest == 0 or self._gain(cost, lowest - 1) < 0:
            return lowest
        return bisect_left(range(lowest), True, key=lambda grade: self._gain(cost, grade) >= 0)

    def _lowest_for(self, way: tuple[int, NestedKeys], grade: int) -> int:
        """Return the lowest grade with which ``way`` reaches the target.

        ``way`` must reach the target with ``grade``.
        """
        gain, nested_keys = way
        courses = [self.leaf[key] for key in flatten_keys(nested_keys)]
        self.search.steps.spend(len(courses))
        slopes = [(self._lowest_planned(leaf), self.search.slope(leaf.weight)) for leaf in courses]

        def suffices(lower: int) -> bool:
            return gain >= sum(slope * (max(grade, lowest) - max(lower, lowest)) for lowest, slope in slopes)

        return bisect_left(range(grade), True, key=suffices)

    def _lowest_planned(self, leaf: Leaf) -> int:
        """Return the leaf's bar, which is the lowest grade that a plan can require.

        In a retake, return the present grade if the present grade is higher than the bar.
        """
        present_ratio = existing_ratio(self.verdict[leaf.key]) if leaf.key in self.search.retakable else None
        return bar_of(leaf) if present_ratio is None else max(bar_of(leaf), ten_thousandths(present_ratio))

    def _gain(self, cost: int, grade: int) -> int:
        return self._best(cost, grade)[0]

    def _best(self, cost: int, grade: int) -> tuple[int, NestedKeys]:
        if grade not in self._ways:
            self._ways[grade] = best_ways(self.program, self.root, self.search, grade)
        return self._ways[grade][cost]


def _close_places(node: Group, keys: set[str]) -> Group:
    """Replace each course in ``keys`` by a nested program that does not exist, so that nobody can earn the course."""
    return replace(
        node,
        children=tuple(
            _close_places(child, keys)
            if isinstance(child, Group)
            else NestedProgram(child.key, child.title, program="", weight=child.weight)
            if child.key in keys
            else child
            for child in node.children
        ),
    )
