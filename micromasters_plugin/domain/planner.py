"""Plan the easiest way to a target: the requirements to take, and the least grade that each needs.

The evaluator has the last word: it judges a plan's grades as attempts. The code that shows the plan finds open runs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from micromasters_plugin.data import Attempt, OverrideDecision, Plan, PlanStep, ProgramState, Reason, StepKind
from micromasters_plugin.domain import overrides as by_hand
from micromasters_plugin.domain import reasons as why
from micromasters_plugin.domain.composite import used
from micromasters_plugin.domain.definition import Course, NestedProgram, ProgramRules
from micromasters_plugin.domain.easiest import Way, easiest_way, placings
from micromasters_plugin.domain.hypothetical import Hypothesis, hypothesis
from micromasters_plugin.domain.paths import HIGHEST, Search, bar_of, ten_thousandths
from micromasters_plugin.domain.standing import NestedStandings
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.tree import leaf_verdicts
from micromasters_plugin.domain.verdicts import ProgramVerdict, RequirementVerdict
from micromasters_plugin.exceptions import OutOfStepsError

#: The most steps for one question, with one plan or several: one or two seconds. A plan beyond that is not worked out.
MAX_PLAN_STEPS = 1_000_000

#: State set by an override → the reason why there is nothing to plan.
DECIDED = {ProgramState.HELD: why.HELD, ProgramState.REVOKED: why.REVOKED}


def plan(
    program: ProgramRules,
    attempts: Sequence[Attempt],
    *,
    now: datetime,
    composite: Decimal | None = None,
    overrides: Sequence[OverrideDecision] = (),
    nested: NestedStandings = MappingProxyType({}),
    steps: Steps | None = None,
) -> Plan:
    """Return the easiest way to earn the program, with a composite grade of at least ``composite`` (0–1, 4 places).

    The easiest way has, in this order of importance: no retake, the fewest courses to take, the fewest to begin, the
    lowest grade needed in all of them (or a course's own bar if that is higher), and the definition's order. Without
    ``composite``, the way with the lowest bars wins instead. From a choice, a plan takes no more than it requires.
    Beyond ``steps`` (None: ``MAX_PLAN_STEPS``) the plan says only that it is not worked out.
    """
    (only,) = plans(program, attempts, now=now, composites=[composite], overrides=overrides, nested=nested, steps=steps)
    return only


def plans(
    program: ProgramRules,
    attempts: Sequence[Attempt],
    *,
    now: datetime,
    composites: Sequence[Decimal | None],
    overrides: Sequence[OverrideDecision] = (),
    nested: NestedStandings = MappingProxyType({}),
    steps: Steps | None = None,
) -> list[Plan]:
    """Return a plan for each of ``composites``, in their order, as ``plan`` does. All plans share the steps.

    Put the most important ones first, because the steps may run out.
    """
    known = hypothesis(program, attempts, overrides=overrides, nested=nested, now=now)
    planner = _Planner(program, known, Steps(MAX_PLAN_STEPS) if steps is None else steps)
    return [planner.answer(composite) for composite in composites]


class _Planner:
    """Plan for several composites. Results for one are reused for the next."""

    def __init__(self, program: ProgramRules, known: Hypothesis, steps: Steps):
        self.program = program
        self.known = known
        self.steps = steps
        self.leaf = {leaf.key: leaf for leaf in program.leaves}
        self.begun = known.begun(program.courses())
        self._scored: dict[tuple[tuple[str, ...], int], ProgramVerdict] = {}

    def answer(self, composite: Decimal | None) -> Plan:
        try:
            return _Question(self, composite).answer()
        except OutOfStepsError:
            reason = why.NOT_WORKED_OUT.reason(steps=str(self.steps.limit))
            return Plan(composite, False, None, composite=None, steps=(), reasons=(reason,))

    @cached_property
    def base(self) -> ProgramVerdict:
        return self.score((), 0)

    @cached_property
    def placings(self) -> list[tuple[ProgramRules, RequirementVerdict]]:
        """Return the program with each shared course in one of its places, each time with the learner's verdicts."""
        return [
            (placed, self.known.score(placed, {}, self.steps).root) for placed in placings(self.program, self.steps)
        ]

    def score(self, keys: tuple[str, ...], grade: int) -> ProgramVerdict:
        """Return the standing after taking all ``keys``, each with ``grade`` or its own bar if that is higher."""
        asked = keys, grade
        if asked not in self._scored:
            self._scored[asked] = self.known.score(self.program, self.grades(*asked), self.steps)
        return self._scored[asked]

    def grades(self, keys: Sequence[str], grade: int) -> dict[str, Decimal]:
        return {key: Decimal(max(grade, bar_of(self.leaf[key]))).scaleb(-4) for key in keys}


class _Question:
    def __init__(self, planner: _Planner, composite: Decimal | None):
        self.planner = planner
        self.composite = composite
        self.program = planner.program

    def answer(self) -> Plan:
        base = self.planner.base
        if self._is_reached(base):
            return self._plan(base, {}, is_possible=True)
        if base.state in DECIDED:
            return self._plan(base, {}, is_possible=False, reasons=(DECIDED[base.state].reason(),))
        leaf, known = self.planner.leaf, self.planner.known
        search = Search(
            target=None if self.composite is None else ten_thousandths(self.composite),
            begun=self.planner.begun,
            closed=frozenset(key for key, each in leaf.items() if self._is_closed(each)),
            waived=frozenset(by_hand.waivers(known.overrides)),
            steps=self.planner.steps,
        )
        way = self._easiest(search)
        if way is None:
            again = frozenset(key for key, each in leaf.items() if known.may_take_again(each))
            way = self._easiest(replace(search, again=again - search.closed))
        if way is None:
            row = why.PROGRAM_ENDED if self._has_ended() else why.OUT_OF_REACH
            return self._plan(base, {}, is_possible=False, reasons=(row.reason(),))
        way = replace(way, keys=self._needed(way.keys))
        least = self._least(way)
        scored = self.planner.score(way.keys, least)
        return self._plan(scored, self.planner.grades(way.keys, least), is_possible=True)

    def _easiest(self, search: Search) -> Way | None:
        return easiest_way(self.planner.placings, search, self.planner.leaf, lambda keys: self._reaches(keys, HIGHEST))

    def _needed(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Drop courses that are passed already, and count as soon as the rest is taken."""
        passed = {
            verdict.key
            for verdict in self.planner.base.courses()
            if verdict.earned
            or any(reason.code == why.OUT_OF_ORDER.code for attempt in verdict.attempts for reason in attempt.reasons)
        }
        for key in [each for each in keys if each in passed]:
            rest = tuple(each for each in keys if each != key)
            if self._reaches(rest, HIGHEST):
                keys = rest
        return keys

    def _least(self, way: Way) -> int:
        """Return the least grade with which an evaluation reaches the target. If ``way`` has it, two evaluations do."""
        if self._reaches(way.keys, way.grade) and not (way.grade and self._reaches(way.keys, way.grade - 1)):
            return way.grade
        return bisect_left(range(HIGHEST), True, key=lambda grade: self._reaches(way.keys, grade))

    def _reaches(self, keys: tuple[str, ...], grade: int) -> bool:
        return self._is_reached(self.planner.score(keys, grade))

    def _is_reached(self, standing: ProgramVerdict) -> bool:
        if self.composite is None or not standing.earned:
            return standing.earned
        return standing.composite is not None and standing.composite >= self.composite

    def _is_closed(self, leaf: Course | NestedProgram) -> bool:
        return self._has_ended() or (isinstance(leaf, NestedProgram) and leaf.program not in self.planner.known.nested)

    def _has_ended(self) -> bool:
        return self.program.ends is not None and self.program.ends <= self.planner.known.now

    def _plan(
        self,
        scored: ProgramVerdict,
        grades: Mapping[str, Decimal],
        *,
        is_possible: bool,
        reasons: tuple[Reason, ...] = (),
    ) -> Plan:
        now = {leaf.key: verdict for leaf, verdict in leaf_verdicts(self.program.root, self.planner.base.root)}
        going_by = {verdict.key for verdict in used(self.program.root, scored.root)}
        again = tuple(why.RETAKE.reason(requirement=key) for key in grades if now[key].earned)
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
            kind = StepKind.UNDER_WAY if leaf.key in self.planner.begun and not now.earned else StepKind.TO_TAKE
            ratio = now.ratio if now.earned or kind is StepKind.UNDER_WAY else None
        else:
            kind = StepKind.FIXED if is_used else StepKind.NOT_NEEDED
            ratio = scored.ratio if scored.earned else None
        return PlanStep(leaf.key, leaf.title, kind, ratio, least, course_run="", deadline=None)
