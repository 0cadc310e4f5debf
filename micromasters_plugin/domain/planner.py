"""The easiest way to a target: which requirements to take, and the least grade that each needs.

The evaluator has the last word: a plan's grades are scored as the attempts they would become. Which runs are open is
for whoever shows the plan.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import islice, product
from types import MappingProxyType

from micromasters_plugin.data import Attempt, Override, Plan, PlanStep, ProgramState, Reason, StepKind
from micromasters_plugin.domain import overrides as by_hand
from micromasters_plugin.domain.composite import used
from micromasters_plugin.domain.definition import (
    Course,
    Group,
    NestedProgram,
    Program,
    SharedCourses,
    leaves,
    matches_run,
)
from micromasters_plugin.domain.hypothetical import Hypothesis, free_run, hypothesis
from micromasters_plugin.domain.paths import (
    HIGHEST,
    Search,
    bar_of,
    best_ways,
    chosen_keys,
    ten_thousandths,
)
from micromasters_plugin.domain.sharing import shared_places
from micromasters_plugin.domain.standing import NestedStandings
from micromasters_plugin.domain.states import is_enrolled
from micromasters_plugin.domain.tree import leaf_verdicts
from micromasters_plugin.domain.verdicts import RequirementVerdict, Standing

#: Ways to place shared courses that a plan looks at; of a program with more it sees the first.
MAX_PLACINGS = 64


@dataclass(frozen=True, slots=True, order=True)
class _Way:
    """What to take and the least grade for it; the smaller one is the easier."""

    cost: int
    grade: int
    loss: int
    keys: tuple[str, ...]


def plan(
    program: Program,
    attempts: Sequence[Attempt],
    *,
    now: datetime,
    composite: Decimal | None = None,
    overrides: Sequence[Override] = (),
    nested: NestedStandings = MappingProxyType({}),
) -> Plan:
    """Return the easiest way to earn the program, and with at least ``composite`` (0–1, 4 places) where given.

    Easiest is, in this order: no earned course again, fewest courses to take, fewest of them to begin, the least grade
    that is the same in all of them (or a course's own bar, where that is higher), then the definition's order. Without
    ``composite`` the lowest bars stand for the least grade. No choice is planned beyond what it asks for.
    """
    known = hypothesis(program, attempts, overrides=overrides, nested=nested, now=now)
    return _Planner(program, known, composite).answer()


class _Planner:
    def __init__(self, program: Program, known: Hypothesis, composite: Decimal | None):
        self.program = program
        self.known = known
        self.composite = composite
        self.leaf = {leaf.key: leaf for leaf in program.leaves}
        self.base = known.score(program, {})

    def answer(self) -> Plan:
        if self._is_reached(self.base):
            return self._plan(self.base, {}, is_possible=True)
        if self.base.state in (ProgramState.HELD, ProgramState.REVOKED):
            return self._plan(self.base, {}, is_possible=False, reasons=(Reason(self.base.state.value),))
        search = Search(
            target=None if self.composite is None else ten_thousandths(self.composite),
            begun=frozenset(key for key, leaf in self.leaf.items() if self._is_begun(leaf)),
            closed=frozenset(key for key, leaf in self.leaf.items() if self._is_closed(leaf)),
            waived=frozenset(by_hand.waivers(self.known.overrides)),
        )
        way = self._easiest(search)
        if way is None:
            again = frozenset(key for key, leaf in self.leaf.items() if self._may_take_again(leaf))
            way = self._easiest(replace(search, again=again - search.closed))
        if way is None:
            reason = Reason("after_program") if self._has_ended() else Reason("out_of_reach")
            return self._plan(self.base, {}, is_possible=False, reasons=(reason,))
        way = replace(way, keys=self._needed(way.keys))
        grades = self._grades(way.keys, self._least(way))
        return self._plan(self.known.score(self.program, grades), grades, is_possible=True)

    def _easiest(self, search: Search) -> _Way | None:
        ways = (self._easiest_in(placed, search) for placed in islice(_placings(self.program), MAX_PLACINGS))
        return min((way for way in ways if way is not None), default=None)

    def _easiest_in(self, placed: Program, search: Search) -> _Way | None:
        root = self.known.score(placed, {}).root
        given_up = {leaf.key for leaf in leaves(placed.root) if leaf != self.leaf[leaf.key]}
        search = replace(search, closed=search.closed | given_up)
        highest = best_ways(placed, root, search, HIGHEST)
        promising = (cost for cost in sorted(highest) if search.target is None or highest[cost][0] >= 0)
        cost = next((cost for cost in promising if self._reaches(chosen_keys(highest[cost][1]), HIGHEST)), None)
        if cost is None:
            return None
        grade = 0
        if search.target is not None:
            grade = bisect_left(
                range(HIGHEST), True, key=lambda grade: best_ways(placed, root, search, grade)[cost][0] >= 0
            )
        gain, chosen = best_ways(placed, root, search, grade)[cost]
        return _Way(cost, grade, -gain, tuple(chosen_keys(chosen)))

    def _needed(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Leave out what counts by itself once that is taken which must come before it or before its group."""
        passed = {
            verdict.key
            for verdict in self.base.courses()
            if verdict.earned
            or any(reason.code == "out_of_order" for attempt in verdict.attempts for reason in attempt.reasons)
        }
        for key in [each for each in keys if each in passed]:
            rest = tuple(each for each in keys if each != key)
            if self._reaches(rest, HIGHEST):
                keys = rest
        return keys

    def _least(self, way: _Way) -> int:
        """The evaluator's own word: where the search has it right, two questions settle it."""
        if self._reaches(way.keys, way.grade) and not (way.grade and self._reaches(way.keys, way.grade - 1)):
            return way.grade
        return bisect_left(range(HIGHEST), True, key=lambda grade: self._reaches(way.keys, grade))

    def _reaches(self, keys: Sequence[str], grade: int) -> bool:
        return self._is_reached(self.known.score(self.program, self._grades(keys, grade)))

    def _is_reached(self, standing: Standing) -> bool:
        if self.composite is None or not standing.earned:
            return standing.earned
        return standing.composite is not None and standing.composite >= self.composite

    def _grades(self, keys: Sequence[str], grade: int) -> dict[str, Decimal]:
        return {key: Decimal(max(grade, bar_of(self.leaf[key]))).scaleb(-4) for key in keys}

    def _is_begun(self, leaf: Course | NestedProgram) -> bool:
        """In a run that has not ended, or whose result is held back."""
        if isinstance(leaf, NestedProgram):
            return False
        is_held_back = leaf.held_until(self.known.now) is not None
        return any(
            is_enrolled(attempt)
            and matches_run(leaf, attempt.course_run)
            and (is_held_back or attempt.run_end is None or self.known.now < attempt.run_end)
            for attempt in self.known.attempts
        )

    def _is_closed(self, leaf: Course | NestedProgram) -> bool:
        return self._has_ended() or (isinstance(leaf, NestedProgram) and leaf.program not in self.known.nested)

    def _may_take_again(self, leaf: Course | NestedProgram) -> bool:
        """Where a final of its own may be combined with older coursework, nobody can say what a retake alone gives."""
        return isinstance(leaf, Course) and leaf.final is None and free_run(leaf, self.known.attempts) != ""

    def _has_ended(self) -> bool:
        return self.program.ends is not None and self.program.ends <= self.known.now

    def _plan(
        self,
        scored: Standing,
        grades: Mapping[str, Decimal],
        *,
        is_possible: bool,
        reasons: tuple[Reason, ...] = (),
    ) -> Plan:
        now = {leaf.key: verdict for leaf, verdict in leaf_verdicts(self.program.root, self.base.root)}
        going_by = {verdict.key for verdict in used(self.program.root, scored.root)}
        again = tuple(Reason("retake", (("requirement", key),)) for key in grades if now[key].earned)
        return Plan(
            composite_target=self.composite,
            is_reached=is_possible and not grades,
            is_possible=is_possible,
            composite=scored.composite,
            steps=tuple(
                self._step(leaf, now[leaf.key], verdict, grades.get(leaf.key), is_used=leaf.key in going_by)
                for leaf, verdict in leaf_verdicts(self.program.root, scored.root)
            ),
            reasons=reasons + again,
        )

    def _step(
        self,
        leaf: Course | NestedProgram,
        now: RequirementVerdict,
        scored: RequirementVerdict,
        least: Decimal | None,
        *,
        is_used: bool,
    ) -> PlanStep:
        if least is not None:
            kind = StepKind.UNDER_WAY if self._is_begun(leaf) and not now.earned else StepKind.TO_TAKE
            ratio = now.ratio if now.earned or kind is StepKind.UNDER_WAY else None
        else:
            kind = StepKind.FIXED if is_used else StepKind.NOT_NEEDED
            ratio = scored.ratio if scored.earned else None
        return PlanStep(leaf.key, leaf.title, kind, ratio, least, course_run="", deadline=None)


def _placings(program: Program) -> Iterator[Program]:
    """Yield the program with each shared course in one of its places, closed in the others."""
    places = [[course.key for course in group] for group in shared_places(program)]
    every = {key for group in places for key in group}
    for kept in product(*places):
        root = _without(program.root, every.difference(kept))
        yield replace(program, root=root, shared_courses=SharedCourses.EACH) if every else program


def _without(node: Group, keys: set[str]) -> Group:
    """A program that nobody names stands for a course that counts elsewhere: it is never earned."""
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
