"""Plan the easiest way to a target: the requirements to take, and the lowest grade in each requirement.

The evaluator checks every plan. The evaluator judges the planned grades as attempts. ``showing/plans`` adds the open
course runs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from micromasters_plugin.data import Attempt, OverrideDecision, Plan, PlanStep, ProgramState, Reason, StepKind
from micromasters_plugin.domain import overrides as override_rules
from micromasters_plugin.domain import reasons as why
from micromasters_plugin.domain.composite import composite_parts
from micromasters_plugin.domain.date_rules import has_ended
from micromasters_plugin.domain.definition import Course, NestedProgram, ProgramRules
from micromasters_plugin.domain.easiest_way import Way, easiest_way, place_variants
from micromasters_plugin.domain.paths import HIGHEST, Search, bar_of, ten_thousandths
from micromasters_plugin.domain.simulation import Simulation, simulation_of
from micromasters_plugin.domain.standing import NestedStandings
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.tree import leaf_verdicts
from micromasters_plugin.domain.verdicts import ProgramVerdict, RequirementVerdict
from micromasters_plugin.exceptions import OutOfStepsError

#: One call of ``plan`` or ``plans`` takes at most this many steps, which last one or two seconds. If a plan needs more
#: steps, the planner does not work out the plan.
MAX_PLAN_STEPS = 1_000_000

#: This table maps a program state that an override sets to the reason why the plan is missing.
OVERRIDE_REASONS = {ProgramState.HELD: why.HELD, ProgramState.REVOKED: why.REVOKED}


def plan(
    program: ProgramRules,
    attempts: Sequence[Attempt],
    *,
    now: datetime,
    composite: Decimal | None = None,
    overrides: Sequence[OverrideDecision] = (),
    nested: NestedStandings = MappingProxyType({}),
    closed_runs: Container[str] = frozenset(),
    steps: Steps | None = None,
) -> Plan:
    """Return the easiest way to earn the program with a composite grade of at least ``composite`` (0–1, 4 places).

    The best way has no retake, then the fewest courses to take, and then the fewest courses to begin. If ways are still
    equal, the lowest common grade decides, and then the order of the definition decides. If a course's bar is above the
    common grade, the course needs its own bar. If ``composite`` is None, the lowest bars decide instead of the lowest
    common grade. From each group, a plan takes at most as many children as the group requires.

    ``closed_runs`` are the keys of the runs whose upgrade deadline is over. A learner who is in no credit mode there
    must take another run.

    ``steps`` limits the work. None means ``MAX_PLAN_STEPS``. If the work reaches the limit, the plan has only the
    reason ``not_worked_out``.
    """
    (single,) = plans(
        program,
        attempts,
        now=now,
        composites=[composite],
        overrides=overrides,
        nested=nested,
        closed_runs=closed_runs,
        steps=steps,
    )
    return single


def plans(
    program: ProgramRules,
    attempts: Sequence[Attempt],
    *,
    now: datetime,
    composites: Sequence[Decimal | None],
    overrides: Sequence[OverrideDecision] = (),
    nested: NestedStandings = MappingProxyType({}),
    closed_runs: Container[str] = frozenset(),
    steps: Steps | None = None,
) -> list[Plan]:
    """Return a plan for each of ``composites``, in the order of ``composites`` (see ``plan``).

    All plans share ``steps``. Put the most important composites first, because the steps may run out.
    """
    simulation = simulation_of(program, attempts, overrides=overrides, nested=nested, now=now)
    under_way = simulation.under_way(program, closed_runs)
    planner = _Planner(program, simulation, under_way, Steps(MAX_PLAN_STEPS) if steps is None else steps)
    return [planner.answer(composite) for composite in composites]


class _Planner:
    """A planner for several composites. Later composites reuse the evaluations of earlier composites."""

    def __init__(self, program: ProgramRules, simulation: Simulation, under_way: Mapping[str, str], steps: Steps):
        self.program = program
        self.simulation = simulation
        self.steps = steps
        self.leaf = {leaf.key: leaf for leaf in program.leaves}
        self.under_way = under_way
        self._standings: dict[tuple[tuple[str, ...], int], ProgramVerdict] = {}

    def answer(self, composite: Decimal | None) -> Plan:
        try:
            return _Question(self, composite).answer()
        except OutOfStepsError:
            reason = why.NOT_WORKED_OUT.reason(steps=str(self.steps.limit))
            return Plan(composite, False, None, composite=None, steps=(), reasons=(reason,))

    @cached_property
    def current(self) -> ProgramVerdict:
        return self.standing_with((), 0)

    @cached_property
    def variants(self) -> list[tuple[ProgramRules, RequirementVerdict]]:
        """Return the variants of the program (see ``place_variants``). Each variant has the learner's verdicts."""
        return [
            (variant, self.simulation.standing_with(variant, {}, self.steps).root)
            for variant in place_variants(self.program, self.steps)
        ]

    def standing_with(self, keys: tuple[str, ...], grade: int) -> ProgramVerdict:
        """Return the standing after the learner takes all ``keys``.

        Each requirement gets ``grade``. If the requirement's bar is higher, the requirement gets the bar.
        """
        key = keys, grade
        if key not in self._standings:
            self._standings[key] = self.simulation.standing_with(self.program, self.grades(*key), self.steps)
        return self._standings[key]

    def grades(self, keys: Sequence[str], grade: int) -> dict[str, Decimal]:
        return {key: Decimal(max(grade, bar_of(self.leaf[key]))).scaleb(-4) for key in keys}


class _Question:
    def __init__(self, planner: _Planner, composite: Decimal | None):
        self.planner = planner
        self.composite = composite
        self.program = planner.program

    def answer(self) -> Plan:
        current = self.planner.current
        if self._is_reached(current):
            return self._plan(current, {}, is_possible=True)
        if current.state in OVERRIDE_REASONS:
            return self._plan(current, {}, is_possible=False, reasons=(OVERRIDE_REASONS[current.state].reason(),))
        leaf, simulation = self.planner.leaf, self.planner.simulation
        search = Search(
            target=None if self.composite is None else ten_thousandths(self.composite),
            under_way=frozenset(self.planner.under_way),
            closed=frozenset(key for key, each in leaf.items() if self._is_closed(each)),
            waived_keys=frozenset(override_rules.waivers(simulation.overrides)),
            steps=self.planner.steps,
        )
        way = self._easiest(search)
        if way is None:
            retakable = frozenset(key for key, each in leaf.items() if simulation.is_retakable(each))
            way = self._easiest(replace(search, retakable=retakable - search.closed))
        if way is None:
            row = why.PROGRAM_ENDED if self._has_ended() else why.OUT_OF_REACH
            return self._plan(current, {}, is_possible=False, reasons=(row.reason(),))
        way = replace(way, keys=self._drop_passed(way.keys))
        lowest_grade = self._lowest_grade(way)
        planned = self.planner.standing_with(way.keys, lowest_grade)
        return self._plan(planned, self.planner.grades(way.keys, lowest_grade), is_possible=True)

    def _easiest(self, search: Search) -> Way | None:
        return easiest_way(self.planner.variants, search, self.planner.leaf, lambda keys: self._reaches(keys, HIGHEST))

    def _drop_passed(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Remove the passed courses that will count when the learner takes the other courses."""
        passed_keys = {
            verdict.key
            for verdict in self.planner.current.courses()
            if verdict.earned
            or any(reason.code == why.OUT_OF_ORDER.code for attempt in verdict.attempts for reason in attempt.reasons)
        }
        for key in [each for each in keys if each in passed_keys]:
            rest = tuple(each for each in keys if each != key)
            if self._reaches(rest, HIGHEST):
                keys = rest
        return keys

    def _lowest_grade(self, way: Way) -> int:
        """Return the lowest grade with which the evaluator reaches the target.

        If ``way`` already has this lowest grade, two evaluations are enough.
        """
        if self._reaches(way.keys, way.grade) and not (way.grade and self._reaches(way.keys, way.grade - 1)):
            return way.grade
        return bisect_left(range(HIGHEST), True, key=lambda grade: self._reaches(way.keys, grade))

    def _reaches(self, keys: tuple[str, ...], grade: int) -> bool:
        return self._is_reached(self.planner.standing_with(keys, grade))

    def _is_reached(self, standing: ProgramVerdict) -> bool:
        if self.composite is None or not standing.earned:
            return standing.earned
        return standing.composite is not None and standing.composite >= self.composite

    def _is_closed(self, leaf: Course | NestedProgram) -> bool:
        return self._has_ended() or (
            isinstance(leaf, NestedProgram) and leaf.program not in self.planner.simulation.nested
        )

    def _has_ended(self) -> bool:
        return has_ended(self.program, self.planner.simulation.now)

    def _plan(
        self,
        planned: ProgramVerdict,
        grades: Mapping[str, Decimal],
        *,
        is_possible: bool,
        reasons: tuple[Reason, ...] = (),
    ) -> Plan:
        now = {leaf.key: verdict for leaf, verdict in leaf_verdicts(self.program.root, self.planner.current.root)}
        used_keys = {verdict.key for verdict in composite_parts(self.program.root, planned.root)}
        retakes = tuple(why.RETAKE.reason(requirement=key) for key in grades if now[key].earned)
        return Plan(
            composite_target=self.composite,
            is_reached=is_possible and not grades,
            is_possible=is_possible,
            composite=planned.composite,
            steps=tuple(
                self._step(leaf, now[leaf.key], verdict, grades.get(leaf.key), is_used=leaf.key in used_keys)
                for leaf, verdict in leaf_verdicts(self.program.root, planned.root)
            ),
            reasons=reasons + retakes,
        )

    def _step(
        self,
        leaf: Course | NestedProgram,
        now: RequirementVerdict,
        planned: RequirementVerdict,
        lowest_grade: Decimal | None,
        *,
        is_used: bool,
    ) -> PlanStep:
        if lowest_grade is not None:
            kind = StepKind.UNDER_WAY if leaf.key in self.planner.under_way and not now.earned else StepKind.TO_TAKE
            ratio = now.ratio if now.earned or kind is StepKind.UNDER_WAY else None
            run = self.planner.under_way[leaf.key] if kind is StepKind.UNDER_WAY else ""
        else:
            run = ""
            kind = StepKind.FIXED if is_used else StepKind.NOT_NEEDED
            ratio = planned.ratio if planned.earned else None
        return PlanStep(leaf.key, leaf.title, kind, ratio, lowest_grade, course_run=run, deadline=None)
