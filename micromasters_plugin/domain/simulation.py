"""Evaluate a learner with simulated grades.

A simulation leaves out results under embargo, so no answer reveals a result under embargo. ``planner`` chooses the
grades.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property

from micromasters_plugin.data import Attempt, Enrollment, ExamAttempt, ExamStatus, OverrideDecision, ProgramState
from micromasters_plugin.domain import overrides as override_rules
from micromasters_plugin.domain.courses import Attempts, is_enrolled
from micromasters_plugin.domain.definition import Course, Final, NestedProgram, ProgramRules, matches_run
from micromasters_plugin.domain.standing import NestedStandings, evaluate
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.verdicts import ProgramVerdict

_STEP = timedelta(microseconds=1)


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

    def under_way(self, courses: Iterable[Course]) -> frozenset[str]:
        """Return the keys of the courses that the learner is taking now.

        The learner is enrolled in a run of each of these courses. The run has not ended, or the run's results are under
        embargo.
        """
        attempts_by_course = Attempts(self.attempts)
        return frozenset(
            course.key
            for course in courses
            if any(
                is_enrolled(attempt)
                and (course.embargo_end(self.now) is not None or attempt.run_end is None or self.now < attempt.run_end)
                for attempt in attempts_by_course.of(course)
            )
        )

    def is_retakable(self, leaf: Course | NestedProgram) -> bool:
        """Tell whether the learner can retake the course in another run.

        A course with a final exam is not retakable, because the new final exam may count with older coursework.
        """
        return isinstance(leaf, Course) and leaf.final is None and untaken_run(leaf, self.run_keys) != ""

    def standing_with(self, program: ProgramRules, grades: Mapping[str, Decimal], steps: Steps) -> ProgramVerdict:
        """Return the standing after the learner gets ``grades`` for credit, in the definition's order.

        Args:
            program: the program of the simulation, or a variant with another tree.
            grades: the keys of courses, exams and nested programs, mapped to grades from 0 to 1.
            steps: the counter of the steps.

        Raises:
            OutOfStepsError: the evaluation takes more steps than the limit of ``steps``.
        """
        attempts = {attempt.course_run: attempt for attempt in self.attempts}
        nested = dict(self.nested)
        finished_on = self.now
        for leaf in program.leaves:
            if leaf.key not in grades:
                continue
            finished_on += _STEP
            steps.spend(1)
            if isinstance(leaf, NestedProgram):
                nested[leaf.program] = replace(
                    nested[leaf.program],
                    state=ProgramState.EARNED,
                    composite=grades[leaf.key],
                    completed_on=finished_on,
                )
                continue
            if leaf.final is not None:
                steps.spend(len(attempts))
                attempts = {key: each for key, each in attempts.items() if not matches_run(leaf.final, key)}
            attempts |= self._planned_attempts(program, leaf, grades[leaf.key], finished_on)
        ends = [course.embargo_until for course in program.courses() if course.embargo_until is not None]
        return evaluate(
            program,
            attempts.values(),
            now=max([self.now, *ends]),
            overrides=self.overrides,
            nested=nested,
            steps=steps,
        )

    def _planned_attempts(
        self, program: ProgramRules, course: Course, ratio: Decimal, finished_on: datetime
    ) -> dict[str, Attempt]:
        """Return the simulated attempts.

        Coursework and final exam get equal grades, so the weights do not matter.
        """
        parts: Iterator[Course | Final] = iter((course,) if course.final is None else (course, course.final))
        start = max(self.now, program.starts or self.now)
        return {
            key: Attempt(
                course_run=key,
                run_start=start,
                enrollment=Enrollment(program.credit_modes[0], True, start),
                ratio=ratio,
                exams=(ExamAttempt("planned", ExamStatus.VERIFIED, finished_on),),
                bar_reached=finished_on,
            )
            for key in (untaken_run(part, self.run_keys) or part.runs[-1] for part in parts)
        }


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
    embargoed_courses = [course for course in program.courses() if course.embargo_end(now) is not None]
    visible = tuple(
        _without_result(attempt)
        if any(_is_run_of(course, attempt.course_run) for course in embargoed_courses)
        else attempt
        for attempt in attempts
    )
    return Simulation(visible, endless_overrides, nested, now)


def untaken_run(course: Course | Final, run_keys: Container[str]) -> str:
    """Return the key of a run that is not in ``run_keys``.

    If the course lists runs and ``run_keys`` has all of these runs, return "".
    """
    if course.runs:
        return next((run for run in course.runs if run not in run_keys), "")
    return f"course-v1:{course.course}+planned"


def _is_run_of(course: Course, run: str) -> bool:
    return matches_run(course, run) or (course.final is not None and matches_run(course.final, run))


def _without_result(attempt: Attempt) -> Attempt:
    return replace(
        attempt,
        ratio=None,
        platform_grade="",
        passed_course=False,
        exams=(),
        bar_reached=None,
        bar_reached_seen=False,
    )
