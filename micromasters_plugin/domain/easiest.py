"""Find the easiest way to a target, for every place of a shared course: the least work, then the lowest grade.

``paths`` finds the ways through one tree; ``planner`` makes the learner's plan from the easiest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product, takewhile

from micromasters_plugin.domain.definition import Group, Leaf, NestedProgram, ProgramRules, SharedCourses, leaves
from micromasters_plugin.domain.paths import (
    HIGHEST,
    Chosen,
    Search,
    Ways,
    bar_of,
    best_ways,
    chosen_keys,
    settled_ratio,
    ten_thousandths,
)
from micromasters_plugin.domain.sharing import shared_places
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.tree import leaf_verdicts
from micromasters_plugin.domain.verdicts import RequirementVerdict

#: A program with each shared course in one of its places, and the learner's verdicts for that tree.
Placed = tuple[ProgramRules, RequirementVerdict]


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """The requirements to take, and the lowest grade for them. The smaller of two ways is easier."""

    cost: int
    grade: int
    loss: int
    keys: tuple[str, ...]


def easiest_way(
    placed: Sequence[Placed], search: Search, own: Mapping[str, Leaf], reaches: Callable[[tuple[str, ...]], bool]
) -> Way | None:
    """Return the easiest way in any of ``placed``, or None without one.

    Args:
        placed: the programs of ``placings``, with the learner's verdicts.
        search: the target.
        own: the program's leaves by key.
        reaches: tells whether these keys reach the target with the highest grades. It evaluates in full, which takes
            far more steps than the search, so call it last.
    """
    best: Way | None = None
    for program, root in placed:
        given_up = {each.key for each in leaves(program.root) if each != own[each.key]}
        one = _OnePlacing(program, root, replace(search, closed=search.closed | given_up))
        best = one.easier_than(best, reaches) or best
    return best


def placings(program: ProgramRules, steps: Steps) -> Iterator[ProgramRules]:
    """Yield the program with each shared course in one of its places, closed in the others."""
    places = [[course.key for course in group] for group in shared_places(program)]
    every = {key for group in places for key in group}
    for kept in product(*places):
        steps.spend(program.size)
        root = _without(program.root, every.difference(kept))
        yield replace(program, root=root, shared_courses=SharedCourses.EACH) if every else program


class _OnePlacing:
    def __init__(self, program: ProgramRules, root: RequirementVerdict, search: Search):
        self.program = program
        self.root = root
        self.search = search
        self.leaf = {leaf.key: leaf for leaf in program.leaves}
        self.verdict = {leaf.key: verdict for leaf, verdict in leaf_verdicts(program.root, root)}
        self._ways: dict[int, Ways] = {}

    def easier_than(self, best: Way | None, reaches: Callable[[tuple[str, ...]], bool]) -> Way | None:
        """Return the easiest way here; None without a way that is easier than ``best``."""
        self._ways[HIGHEST] = highest = best_ways(self.program, self.root, self.search, HIGHEST)
        promising = [cost for cost in sorted(highest) if self.search.target is None or highest[cost][0] >= 0]
        found = ((cost, self._way(cost, best)) for cost in promising)
        easier = takewhile(lambda pair: pair[1] is not None and (best is None or pair[1] < best), found)
        return next((way for cost, way in easier if reaches(chosen_keys(highest[cost][1]))), None)

    def _way(self, cost: int, best: Way | None) -> Way | None:
        """Return the way of that cost with the lowest grade; None if it is certainly not easier than ``best``."""
        most = HIGHEST if best is None or cost < best.cost else best.grade
        is_dearer = best is not None and cost > best.cost
        if is_dearer or (self.search.target is not None and self._gain(cost, most) < 0):
            return None
        grade = 0 if self.search.target is None else self._least_grade(cost, most)
        gain, chosen = self._best(cost, grade)
        return Way(cost, grade, -gain, chosen_keys(chosen))

    def _least_grade(self, cost: int, most: int) -> int:
        """Return the lowest grade that suffices, starting from ``most``, which does. One pass is usually enough."""
        enough = self._least_of(self._best(cost, most), most)
        if enough == 0 or self._gain(cost, enough - 1) < 0:
            return enough
        return bisect_left(range(enough), True, key=lambda grade: self._gain(cost, grade) >= 0)

    def _least_of(self, way: tuple[int, Chosen], grade: int) -> int:
        """Return the lowest grade, up to ``grade``, at which a way that suffices at ``grade`` still suffices."""
        gain, chosen = way
        taken = [self.leaf[key] for key in chosen_keys(chosen)]
        self.search.steps.spend(len(taken))
        slopes = [(self._least_scored(leaf), self.search.slope(leaf.weight)) for leaf in taken]

        def suffices(lower: int) -> bool:
            return gain >= sum(slope * (max(grade, least) - max(lower, least)) for least, slope in slopes)

        return bisect_left(range(grade), True, key=suffices)

    def _least_scored(self, leaf: Leaf) -> int:
        """Return the lowest grade to plan for a leaf: its bar, or in a retake its present grade if that is higher."""
        settled = settled_ratio(self.verdict[leaf.key]) if leaf.key in self.search.again else None
        return bar_of(leaf) if settled is None else max(bar_of(leaf), ten_thousandths(settled))

    def _gain(self, cost: int, grade: int) -> int:
        return self._best(cost, grade)[0]

    def _best(self, cost: int, grade: int) -> tuple[int, Chosen]:
        if grade not in self._ways:
            self._ways[grade] = best_ways(self.program, self.root, self.search, grade)
        return self._ways[grade][cost]


def _without(node: Group, keys: set[str]) -> Group:
    """Replace courses that count elsewhere by a program that nobody can earn, because it does not exist."""
    return replace(
        node,
        children=tuple(
            _without(child, keys)
            if isinstance(child, Group)
            else NestedProgram(child.key, child.title, program="", weight=child.weight)
            if child.key in keys
            else child
            for child in node.children
        ),
    )
