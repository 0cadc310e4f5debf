"""Find out what a learner can still do in a program: courses under way, courses that are closed, and retakes."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cached_property

from micromasters_plugin.data import OverrideKind
from micromasters_plugin.domain import reasons as why
from micromasters_plugin.domain.courses import Attempts
from micromasters_plugin.domain.date_rules import has_ended
from micromasters_plugin.domain.definition import Course, Final, Leaf, NestedProgram, ProgramRules
from micromasters_plugin.domain.modes import final_modes
from micromasters_plugin.domain.overrides import waivers
from micromasters_plugin.domain.planned_offers import Terms
from micromasters_plugin.domain.simulation import Simulation
from micromasters_plugin.domain.tree import leaf_verdicts
from micromasters_plugin.domain.tries import is_try
from micromasters_plugin.domain.verdicts import ProgramVerdict

#: A better grade in the same run does not make an attempt with one of these reasons count.
_SPENT = frozenset(
    row.code
    for row in (
        why.OUT_OF_ORDER,
        why.SET_ASIDE,
        why.RUN_EXCEPTED,
        why.RUN_NOT_LISTED,
        why.NO_ATTEMPTS_LEFT,
        why.BEFORE_PROGRAM,
        why.AFTER_PROGRAM,
        why.LAPSED,
        why.CERTIFICATE_INVALIDATED,
        why.COUNTS_ELSEWHERE,
    )
)


class Prospects:
    """What a learner can still do, according to the present standing ``current``.

    ``closed_runs`` are the keys of the runs whose upgrade deadline is over.
    """

    def __init__(
        self, program: ProgramRules, simulation: Simulation, current: ProgramVerdict, closed_runs: Container[str]
    ):
        self.program = program
        self.simulation = simulation
        self.closed_runs = closed_runs
        self.waivers = waivers(simulation.overrides)
        self.verdict_by_key = {leaf.key: verdict for leaf, verdict in leaf_verdicts(program.root, current.root)}

    @cached_property
    def under_way(self) -> dict[str, str]:
        """Map each course that the learner is taking now, and has not passed in this run, to the run."""
        useless_runs = {
            (key, attempt.course_run)
            for key, verdict in self.verdict_by_key.items()
            for attempt in verdict.attempts
            if attempt.counts or any(reason.code in _SPENT for reason in attempt.reasons)
        }
        found = self.simulation.under_way(self.program, self.closed_runs, useless_runs)
        courses = {course.key: course for course in self.program.courses()}
        return {key: run for key, run in found.items() if self._has_tries_left(courses[key], run)}

    def terms(self) -> Iterator[Terms]:
        """Yield what a plan may use: no retakes, then retakes, then more electives than a group requires."""
        closed = frozenset(leaf.key for leaf in self.program.leaves if self._is_closed(leaf))
        under_way = frozenset(self.under_way)
        yield Terms(under_way, closed, self.waivers)
        retakable = frozenset(leaf.key for leaf in self.program.leaves if self._is_retakable(leaf)) - closed
        yield Terms(under_way, closed, self.waivers, retakable)
        yield Terms(under_way, closed, self.waivers, retakable, adds_electives=True)

    def _is_closed(self, leaf: Leaf) -> bool:
        """Tell whether no new grade is possible: the program has ended, or every listed run or every try is used up."""
        if has_ended(self.program, self.simulation.now):
            return True
        if isinstance(leaf, NestedProgram):
            return leaf.program not in self.simulation.nested
        return leaf.key not in self.under_way and not self._can_begin(leaf)

    def _is_retakable(self, leaf: Leaf) -> bool:
        """Tell whether an earned course can get a better grade: in another run, or in the present run if it is waived.

        A course with a final exam is not retakable, because the new final exam may count with older coursework.
        """
        if isinstance(leaf, NestedProgram) or leaf.final is not None:
            return False
        return self._can_begin(leaf) or leaf.key in self.under_way

    def _can_begin(self, course: Course) -> bool:
        """Tell whether the learner can take the course in another run.

        In a course with a final exam, another final exam in a new run may be enough.
        """
        has_run = course.final is not None or self.simulation.has_untaken_run(course)
        return has_run and self._has_tries_left(course)

    def _has_tries_left(self, course: Course, run: str = "") -> bool:
        """Tell whether the learner has a try left at the course and its final exam. A try in ``run`` is not used up.

        After the last try at the coursework, the final exam is enough.
        """
        tries = {attempt.course_run for attempt in self.verdict_by_key[course.key].attempts if attempt.is_try}
        has_tries = run in tries or self._is_below(course.attempts, course, len(tries))
        if course.final is None:
            return has_tries
        return (has_tries or self._has_coursework(course)) and self._has_finals_left(course, course.final)

    def _has_coursework(self, course: Course) -> bool:
        """Tell whether another final exam may count with a try that the learner has."""
        attempts = self.verdict_by_key[course.key].attempts
        return any(
            attempt.is_try and not any(reason.code in _SPENT for reason in attempt.reasons) for attempt in attempts
        )

    def _has_finals_left(self, course: Course, final: Final) -> bool:
        modes = final_modes(self.program, course)
        attempts = Attempts(self.simulation.attempts).of(final)
        tries = sum(is_try(attempt, modes, proctored=final.proctored) for attempt in attempts)
        return self._is_below(final.attempts, course, tries)

    def _is_below(self, limit: int | None, course: Course, tries: int) -> bool:
        granted = (
            each.count or 0
            for each in self.simulation.overrides
            if each.kind is OverrideKind.GRANT and each.requirement == course.key
        )
        return limit is None or tries < limit + sum(granted)
