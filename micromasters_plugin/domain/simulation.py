"""Evaluate a learner with simulated grades.

A simulation leaves out results under embargo, so no answer reveals a result under embargo. ``planner`` chooses the
grades.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from micromasters_plugin.data import Attempt, Enrollment, ExamAttempt, ExamStatus, OverrideDecision, ProgramState
from micromasters_plugin.domain import overrides as override_rules
from micromasters_plugin.domain.certificates import DOWNLOADABLE
from micromasters_plugin.domain.courses import Attempts, is_enrolled
from micromasters_plugin.domain.days import day_of
from micromasters_plugin.domain.definition import Course, Final, NestedProgram, ProgramRules, matches_run
from micromasters_plugin.domain.finals import session_of
from micromasters_plugin.domain.modes import counts_in, course_modes, final_modes
from micromasters_plugin.domain.releases import held_until
from micromasters_plugin.domain.standing import NestedStandings, evaluate
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.verdicts import ProgramVerdict


@dataclass(frozen=True)
class Simulation:
    """The facts about one learner that all simulated evaluations share. ``simulation_of`` makes it.

    The class has no slots because it uses a cached property.
    """

    attempts: Sequence[Attempt]
    overrides: Sequence[OverrideDecision]
    nested: NestedStandings
    now: datetime

    @cached_property
    def run_keys(self) -> frozenset[str]:
        """Return the keys of the runs in which the learner is or was enrolled."""
        return frozenset(attempt.course_run for attempt in self.attempts)

    def under_way(
        self, program: ProgramRules, closed_runs: Container[str], useless_runs: Container[tuple[str, str]] = ()
    ) -> dict[str, str]:
        """Map each course that the learner is taking now to the latest of the learner's runs that can still count.

        The learner is enrolled in the run. The run has not ended, or the run's results are under embargo. In a run of
        ``closed_runs``, the upgrade deadline is over, so the run counts only in a credit mode.
        ``useless_runs`` has pairs of a course and a run in which no new grade counts for the course.
        """
        attempts_by_course = Attempts(self.attempts)
        return {
            course.key: attempt.course_run
            for course in program.courses()
            for attempt in attempts_by_course.of(course)
            if is_enrolled(attempt)
            and (course.key, attempt.course_run) not in useless_runs
            and self._is_running(attempt)
            and (attempt.course_run not in closed_runs or is_for_credit(program, course, attempt))
        }

    def _is_running(self, attempt: Attempt) -> bool:
        return _is_held(attempt, self.now) or attempt.run_end is None or self.now < attempt.run_end

    def has_untaken_run(self, course: Course) -> bool:
        """Tell whether the course has a run in which the learner was never enrolled."""
        return untaken_run(course, self.run_keys) != ""

    def standing_with(
        self,
        program: ProgramRules,
        grades: Mapping[str, Decimal],
        steps: Steps,
        runs: Mapping[str, str] = MappingProxyType({}),
    ) -> ProgramVerdict:
        """Return the standing after the learner gets ``grades`` for credit, in the definition's order.

        Args:
            program: the program of the simulation, or a variant with another tree.
            grades: the keys of courses, exams and nested programs, mapped to grades from 0 to 1.
            steps: the counter of the steps.
            runs: the key of each course under way → the run in which the learner gets the grade. Other courses have a
                run in which the learner was never enrolled.

        Raises:
            OutOfStepsError: the evaluation takes more steps than the limit of ``steps``.
        """
        attempts = {attempt.course_run: attempt for attempt in self.attempts}
        nested = dict(self.nested)
        planned_day = self._planned_day(program)
        for leaf in program.leaves:
            if leaf.key not in grades:
                continue
            steps.spend(1)
            if isinstance(leaf, NestedProgram):
                nested[leaf.program] = replace(
                    nested[leaf.program],
                    state=ProgramState.EARNED,
                    composite=grades[leaf.key],
                    completed_on=planned_day,
                    first_day=planned_day,
                    last_day=planned_day,
                )
                continue
            if leaf.final is not None:
                steps.spend(len(attempts))
                attempts = {key: each for key, each in attempts.items() if not matches_run(leaf.final, key)}
            run = runs.get(leaf.key, "")
            planned = self._planned_attempts(program, leaf, run, grades[leaf.key], planned_day)
            attempts |= {key: _in_the_same_run(each, attempts.get(key)) for key, each in planned.items()}
        steps.evaluations += 1
        return evaluate(
            program,
            attempts.values(),
            now=self.now,
            overrides=self.overrides,
            nested=nested,
            steps=steps,
        )

    def _planned_day(self, program: ProgramRules) -> date:
        """Return the day of all simulated results. Results of one day are always in order.

        The day is not before today, not before the first day of the program, and after all results of the learner,
        because the learner still has to take the courses. The day is not after the program's last day.
        """
        known_days = (each.reached_day for each in self.attempts if each.reached_day is not None)
        after_results = (day + timedelta(days=1) for day in known_days)
        today = day_of(self.now, program.timezone)
        day = max(each for each in (today, program.starts, *after_results) if each is not None)
        return day if program.ends is None else min(day, program.ends)

    def _planned_attempts(
        self, program: ProgramRules, course: Course, run: str, ratio: Decimal, planned_day: date
    ) -> dict[str, Attempt]:
        """Return the simulated attempts.

        Coursework and final exam get equal grades, so the weights do not matter.
        """
        coursework_run = run or self._new_run(course)
        parts = [(coursework_run, course_modes(program, course)[0])]
        if course.final is not None:
            parts.append((self._final_run(course.final, coursework_run), final_modes(program, course)[0]))
        return {
            key: Attempt(
                course_run=key,
                run_start=self.now,
                enrollment=Enrollment(mode, True, self.now),
                ratio=ratio,
                exams=(ExamAttempt("planned", ExamStatus.VERIFIED, self.now),),
                certificate_status=DOWNLOADABLE,
                bar_reached=self.now,
                start_day=planned_day,
                reached_day=planned_day,
            )
            for key, mode in parts
        }

    def _final_run(self, final: Final, coursework_run: str) -> str:
        """Return a run of the final exam that goes with the coursework."""
        if final.carries_over:
            return self._new_run(final)
        session = session_of(coursework_run)
        same = f"course-v1:{final.course}+{session}"
        return next(
            (each for each in final.runs if session_of(each) == session), final.runs[-1] if final.runs else same
        )

    def _new_run(self, part: Course | Final) -> str:
        return untaken_run(part, self.run_keys) or part.runs[-1]


def simulation_of(
    program: ProgramRules,
    attempts: Sequence[Attempt],
    *,
    overrides: Sequence[OverrideDecision],
    nested: NestedStandings,
    now: datetime,
) -> Simulation:
    """Return the facts that the learner may know now. Overrides in force get no expiry date."""
    endless_overrides = tuple(replace(each, expires=None) for each in override_rules.in_force(overrides, now))
    visible = tuple(_without_result(attempt) if _is_held(attempt, now) else attempt for attempt in attempts)
    return Simulation(visible, endless_overrides, nested, now)


def is_for_credit(program: ProgramRules, course: Course, attempt: Attempt) -> bool:
    """Tell whether the learner is enrolled in a mode that counts for the course."""
    return attempt.enrollment is not None and counts_in(attempt.enrollment.mode, course_modes(program, course))


def untaken_run(course: Course | Final, run_keys: Container[str]) -> str:
    """Return the key of a run that is not in ``run_keys``.

    If the course lists runs and ``run_keys`` has all of these runs, return "".
    """
    if course.runs:
        return next((run for run in course.runs if run not in run_keys), "")
    return f"course-v1:{course.course}+planned"


def _in_the_same_run(planned: Attempt, present: Attempt | None) -> Attempt:
    """Return the planned attempt with the start of the learner's run, which decides the order of tries."""
    if present is None:
        return planned
    return replace(planned, run_start=present.run_start, start_day=present.start_day)


def _is_held(attempt: Attempt, now: datetime) -> bool:
    return held_until(attempt.release, now=now) is not None


def _without_result(attempt: Attempt) -> Attempt:
    return replace(
        attempt,
        ratio=None,
        platform_grade="",
        passed_course=False,
        exams=(),
        certificate_status="",
        bar_reached=None,
        reached_day=None,
        bar_reached_seen=False,
    )
