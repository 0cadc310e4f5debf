"""A learner's plan, put together from a fresh evaluation, the rules' answer and the runs that are open.

What to take and how well is decided in ``domain/planner``; here each step gets its run and its day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data import Attempt, CourseRun, Plan, PlanStep, StepKind
from micromasters_plugin.domain.definition import Course, matches_run
from micromasters_plugin.domain.planner import plan
from micromasters_plugin.domain.states import is_enrolled
from micromasters_plugin.programs.registry import find_program, require_in_use
from micromasters_plugin.programs.runs import display_runs, next_open_run
from micromasters_plugin.progress.evaluation import evaluate_learner


def plan_for(program_uuid: str, user_id: int, *, composite: Decimal | None, now: datetime) -> Plan:
    """Return the easiest way to the target under the version that binds the learner; writes nothing."""
    program = find_program(uuid=program_uuid)
    require_in_use(program)
    evaluation = evaluate_learner(program.id, user_id, now=now)
    rules, attempts = evaluation.version.rules, evaluation.inputs.attempts
    planned = plan(
        rules,
        attempts,
        now=now,
        composite=composite,
        overrides=evaluation.inputs.overrides,
        nested=evaluation.nested,
    )
    courses = {course.key: course for course in rules.courses()}
    runs = display_runs([name for course in courses.values() for name in (course.course, *course.aliases)])
    steps = (_dated(step, courses.get(step.key), attempts, runs, now) for step in planned.steps)
    return replace(planned, steps=tuple(steps))


def _dated(
    step: PlanStep,
    course: Course | None,
    attempts: Sequence[Attempt],
    runs: Mapping[str, Sequence[CourseRun]],
    now: datetime,
) -> PlanStep:
    """The run that the learner is in, with its end; else the first that is open, with the last day to enter it."""
    if course is None or step.least_ratio is None:
        return step
    mine = [
        run for name in (course.course, *course.aliases) for run in runs.get(name, ()) if matches_run(course, run.key)
    ]
    if step.kind is StepKind.UNDER_WAY:
        current = {attempt.course_run for attempt in attempts if is_enrolled(attempt)}
        run = next((run for run in reversed(mine) if run.key in current), None)
        return step if run is None else replace(step, course_run=run.key, deadline=run.upgrade_deadline or run.end)
    run = next_open_run(mine, "", now)
    return step if run is None else replace(step, course_run=run.key, deadline=_last_day(run))


def _last_day(run: CourseRun) -> datetime | None:
    """Whoever enters for credit must both enroll and upgrade in time."""
    return min((day for day in (run.enrollment_end, run.upgrade_deadline) if day is not None), default=None)
