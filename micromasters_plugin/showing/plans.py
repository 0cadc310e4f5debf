"""Build a learner's plan from a fresh evaluation, the planner's result and the open runs.

``domain/planner`` decides which requirements the learner takes, and which grade each requirement needs. This module
adds a run and a date to each step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from micromasters_plugin.data import Attempt, CourseRun, Plan, PlanStep, StepKind
from micromasters_plugin.domain.admission import admission_grades
from micromasters_plugin.domain.date_rules import end_of
from micromasters_plugin.domain.days import midnight_of
from micromasters_plugin.domain.definition import Course, ProgramRules, matches_run
from micromasters_plugin.domain.planner import plans
from micromasters_plugin.domain.simulation import is_for_credit
from micromasters_plugin.programs.registry import find_program, require_in_use
from micromasters_plugin.programs.runs import display_runs, next_open_run
from micromasters_plugin.showing.plan_cache import cached_plans
from micromasters_plugin.standings.evaluation import evaluate_learner


def plans_for(program_uuid: str, user_id: int, *, composites: Sequence[Decimal | None], now: datetime) -> list[Plan]:
    """Return the easiest way to each target under the version that binds the learner.

    The function writes nothing to the database. A fresh evaluation serves all targets, and targets are planned in the
    given order. Plans are cached until an input changes.
    """
    program = find_program(uuid=program_uuid)
    require_in_use(program)
    now = now.astimezone(UTC)
    evaluation = evaluate_learner(program.id, user_id, now=now)
    rules, inputs = evaluation.version.rules, evaluation.inputs
    courses = {course.key: course for course in rules.courses()}
    runs = display_runs([name for course in courses.values() for name in (course.course, *course.aliases)])
    dates = _Dates(rules, inputs.attempts, runs, now)

    def compute_plans() -> list[Plan]:
        computed = plans(
            rules,
            inputs.attempts,
            now=now,
            composites=composites,
            overrides=inputs.overrides,
            nested=evaluation.nested,
            closed_runs=dates.closed_runs,
        )
        grades = admission_grades(rules, evaluation.standing.root)
        missing = tuple(grade for grade in grades if not grade.is_met)
        return [
            replace(
                each, admission=missing, steps=tuple(dates.add_run(step, courses.get(step.key)) for step in each.steps)
            )
            for each in computed
        ]

    question = (rules, inputs, evaluation.standing, evaluation.nested, runs, tuple(composites))
    instants = (
        evaluation.standing.reevaluate_at,
        midnight_of(rules.starts, rules.timezone) if rules.starts else None,
        end_of(rules),
        *(attempt.run_end for attempt in inputs.attempts),
        *(day for each in runs.values() for run in each for day in (run.end, run.enrollment_end, run.upgrade_deadline)),
    )
    return cached_plans(question, compute_plans, instants=instants, now=now)


class _Dates:
    """The runs of a program's courses, which give the steps of a learner's plan their runs and dates."""

    def __init__(
        self,
        rules: ProgramRules,
        attempts: Sequence[Attempt],
        runs: Mapping[str, Sequence[CourseRun]],
        now: datetime,
    ):
        self.rules = rules
        self.attempts = {attempt.course_run: attempt for attempt in attempts}
        self.runs = runs
        self.now = now
        self.end = end_of(rules)
        self.closed_runs = frozenset(
            run.key
            for each in runs.values()
            for run in each
            if run.upgrade_deadline is not None and run.upgrade_deadline <= now
        )

    def add_run(self, step: PlanStep, course: Course | None) -> PlanStep:
        """Add a run and its last date to the step.

        A course under way has the learner's current run. Another course has the first run that the learner can join for
        credit, and that starts before the program ends.
        """
        if course is None or step.least_ratio is None:
            return step
        names = (course.course, *course.aliases)
        runs = [run for name in names for run in self.runs.get(name, ()) if matches_run(course, run.key)]
        if step.kind is StepKind.UNDER_WAY:
            run = next((run for run in runs if run.key == step.course_run), None)
            return step if run is None else replace(step, deadline=self._last_day(course, run))
        run = next_open_run([run for run in runs if self._can_join(course, run)], "", self.now)
        if run is None:
            return step
        return replace(step, course_run=run.key, deadline=_earliest(run.enrollment_end, run.upgrade_deadline))

    def _can_join(self, course: Course, run: CourseRun) -> bool:
        """Tell whether the run starts before the program ends, and the learner is not in the run for credit already."""
        attempt = self.attempts.get(run.key)
        is_taken = attempt is not None and is_for_credit(self.rules, course, attempt)
        return not is_taken and (self.end is None or run.start is None or run.start < self.end)

    def _last_day(self, course: Course, run: CourseRun) -> datetime | None:
        """Return the last day of the current run on which the learner can still do something for this program.

        A learner who is in no credit mode must upgrade in time.
        """
        upgrade = None if is_for_credit(self.rules, course, self.attempts[run.key]) else run.upgrade_deadline
        last_moment = None if self.end is None else self.end - timedelta(seconds=1)
        return _earliest(upgrade, run.end, last_moment)


def _earliest(*instants: datetime | None) -> datetime | None:
    return min((instant for instant in instants if instant is not None), default=None)
