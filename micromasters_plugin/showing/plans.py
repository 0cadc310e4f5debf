"""Build a learner's plan from a fresh evaluation, the planner's result and the open runs.

``domain/planner`` decides which requirements the learner takes, and which grade each requirement needs. This module
adds a run and a date to each step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from micromasters_plugin.data import Attempt, CourseRun, Plan, PlanStep, StepKind
from micromasters_plugin.domain.courses import is_enrolled
from micromasters_plugin.domain.date_rules import end_of
from micromasters_plugin.domain.days import midnight_of
from micromasters_plugin.domain.definition import Course, matches_run
from micromasters_plugin.domain.planner import plans
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

    def compute_plans() -> list[Plan]:
        computed = plans(
            rules,
            inputs.attempts,
            now=now,
            composites=composites,
            overrides=inputs.overrides,
            nested=evaluation.nested,
        )
        return [
            replace(
                each,
                steps=tuple(_add_run(step, courses.get(step.key), inputs.attempts, runs, now) for step in each.steps),
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


def _add_run(
    step: PlanStep,
    course: Course | None,
    attempts: Sequence[Attempt],
    runs: Mapping[str, Sequence[CourseRun]],
    now: datetime,
) -> PlanStep:
    """Add a run and its last date to the step. Choose the learner's current run.

    If the learner has no current run, choose the first open run.
    """
    if course is None or step.least_ratio is None:
        return step
    course_runs = [
        run for name in (course.course, *course.aliases) for run in runs.get(name, ()) if matches_run(course, run.key)
    ]
    if step.kind is StepKind.UNDER_WAY:
        current = {attempt.course_run for attempt in attempts if is_enrolled(attempt)}
        run = next((run for run in reversed(course_runs) if run.key in current), None)
        return step if run is None else replace(step, course_run=run.key, deadline=run.upgrade_deadline or run.end)
    run = next_open_run(course_runs, "", now)
    return step if run is None else replace(step, course_run=run.key, deadline=_last_day(run))


def _last_day(run: CourseRun) -> datetime | None:
    """Return the last day on which the learner can join for credit.

    The learner must enroll and upgrade by the end of this day.
    """
    return min((day for day in (run.enrollment_end, run.upgrade_deadline) if day is not None), default=None)
