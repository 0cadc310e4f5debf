"""Plan the easiest way to a target: the requirements to take, and the lowest grade in each requirement.

The evaluator checks every plan. The evaluator judges the planned grades as attempts. ``showing/plans`` adds the open
course runs.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from micromasters_plugin.data import Attempt, OverrideDecision, Plan, PlanStep, ProgramState, Reason, StepKind
from micromasters_plugin.domain import overrides as override_rules
from micromasters_plugin.domain import reasons as why
from micromasters_plugin.domain.composite import composite_parts
from micromasters_plugin.domain.courses import Attempts
from micromasters_plugin.domain.date_rules import has_ended
from micromasters_plugin.domain.definition import Course, Leaf, ProgramRules
from micromasters_plugin.domain.easiest_way import Way, easiest_way
from micromasters_plugin.domain.placed_trees import PlacedTree, placed_trees
from micromasters_plugin.domain.planned_offers import Terms, bar_of
from micromasters_plugin.domain.prospects import Prospects
from micromasters_plugin.domain.shared_courses import shared_places
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
    common grade. A plan takes more children of a group than the group requires only if no other way exists.

    ``closed_runs`` are the keys of the runs whose upgrade deadline is over. A learner who is in no credit mode in such
    a run must take another run.

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
    planner = _Planner(program, simulation, closed_runs, Steps(MAX_PLAN_STEPS) if steps is None else steps)
    return [planner.answer(composite) for composite in composites]


class _Planner:
    """A planner for several composites. Later composites reuse the evaluation and the trees of the first composite."""

    def __init__(self, program: ProgramRules, simulation: Simulation, closed_runs: Container[str], steps: Steps):
        self.program = program
        self.simulation = simulation
        self.closed_runs = closed_runs
        self.steps = steps
        self.leaf = {leaf.key: leaf for leaf in program.leaves}

    def answer(self, composite: Decimal | None) -> Plan:
        try:
            return _Question(self, composite).answer()
        except OutOfStepsError:
            return self.not_worked_out(composite)

    def not_worked_out(self, composite: Decimal | None) -> Plan:
        reason = why.NOT_WORKED_OUT.reason(steps=str(self.steps.limit))
        return Plan(composite, False, None, composite=None, steps=(), reasons=(reason,))

    @cached_property
    def current(self) -> ProgramVerdict:
        return self.simulation.standing_with(self.program, {}, self.steps)

    @cached_property
    def prospects(self) -> Prospects:
        return Prospects(self.program, self.simulation, self.current, self.closed_runs)

    @cached_property
    def trees(self) -> list[PlacedTree]:
        return placed_trees(
            self.program,
            self.current.root,
            attempts=Attempts(self.simulation.attempts),
            waivers=override_rules.waivers(self.simulation.overrides),
            steps=self.steps,
        )

    def has_ended(self) -> bool:
        return has_ended(self.program, self.simulation.now)


class _Question:
    def __init__(self, planner: _Planner, composite: Decimal | None):
        self.planner = planner
        self.composite = composite
        self.program = planner.program

    def answer(self) -> Plan:
        planner, current = self.planner, self.planner.current
        if self._is_reached(current):
            return self._plan(current, {}, is_possible=True)
        if current.state in OVERRIDE_REASONS:
            return self._plan(current, {}, is_possible=False, reasons=(OVERRIDE_REASONS[current.state].reason(),))
        way = next(filter(None, map(self._easiest, planner.prospects.terms())), None)
        if way is None:
            row = why.PROGRAM_ENDED if planner.has_ended() else why.OUT_OF_REACH
            return self._plan(current, {}, is_possible=False, reasons=(row.reason(),))
        grades = self._grades(way)
        runs = planner.prospects.under_way
        planned = planner.simulation.standing_with(self.program, grades, planner.steps, runs)
        if not self._is_reached(planned):
            return planner.not_worked_out(self.composite)
        return self._plan(planned, self._in_counting_places(grades, planned), is_possible=True)

    def _grades(self, way: Way) -> dict[str, Decimal]:
        """Return the planned grades. Several places of one course need one grade, which is enough for all of them."""
        leaf = self.planner.leaf
        name_of = {key: each.course if isinstance(each := leaf[key], Course) else key for key in way.keys}
        highest: dict[str, int] = {}
        for key, name in name_of.items():
            highest[name] = max(way.grade, bar_of(leaf[key]), highest.get(name, 0))
        return {key: Decimal(highest[name]).scaleb(-4) for key, name in name_of.items()}

    def _easiest(self, terms: Terms) -> Way | None:
        return easiest_way(self.planner.trees, self.composite, terms, self.planner.steps)

    def _in_counting_places(self, grades: Mapping[str, Decimal], planned: ProgramVerdict) -> dict[str, Decimal]:
        """Return the grades by the keys of the places in which the evaluator counts the courses."""
        counting = _counting_keys(self.program, planned)
        places = {course.key: courses for courses in shared_places(self.program) for course in courses}

        def place_of(key: str) -> str:
            keys = [key, *(course.key for course in places.get(key, ()))]
            return next((each for each in keys if each in counting), key)

        return {place_of(key): grade for key, grade in grades.items()}

    def _is_reached(self, standing: ProgramVerdict) -> bool:
        if self.composite is None or not standing.earned:
            return standing.earned
        return standing.composite is not None and standing.composite >= self.composite

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
        leaf: Leaf,
        now: RequirementVerdict,
        planned: RequirementVerdict,
        lowest_grade: Decimal | None,
        *,
        is_used: bool,
    ) -> PlanStep:
        if lowest_grade is not None:
            run = self.planner.prospects.under_way.get(leaf.key, "")
            kind = StepKind.UNDER_WAY if run else StepKind.TO_TAKE
            ratio = now.ratio if now.earned or run else None
        else:
            run = ""
            kind = StepKind.FIXED if is_used else StepKind.NOT_NEEDED
            ratio = planned.ratio if planned.earned else None
        return PlanStep(leaf.key, leaf.title, kind, ratio, lowest_grade, course_run=run, deadline=None)


def _counting_keys(program: ProgramRules, standing: ProgramVerdict) -> frozenset[str]:
    """Return the keys of the courses and exams at which an attempt counts."""
    pairs = leaf_verdicts(program.root, standing.root)
    return frozenset(leaf.key for leaf, verdict in pairs if any(attempt.counts for attempt in verdict.attempts))
