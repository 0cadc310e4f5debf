"""Judge every attempt at one course, with the limit of tries and with the decisions of staff about attempts.

``results`` judges each attempt alone. ``courses`` chooses among the attempts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from micromasters_plugin.data import Attempt, AttemptVerdict, ExamStatus, Reason
from micromasters_plugin.domain.definition import Course, Final, ProgramRules
from micromasters_plugin.domain.finals import JudgedFinal, combine
from micromasters_plugin.domain.make_ups import with_make_ups
from micromasters_plugin.domain.modes import final_modes
from micromasters_plugin.domain.overrides import Decisions
from micromasters_plugin.domain.reasons import NO_ATTEMPTS_LEFT, SET_ASIDE
from micromasters_plugin.domain.results import final_reasons, judge_attempt
from micromasters_plugin.domain.tries import beyond_limit, is_try

#: Pairs of a run key and whether the attempt in the run is a try, ordered by run start and then by run key. Runs
#: with an unknown start come first, so that a later try takes nothing from them.
Tries = Sequence[tuple[str, bool]]


@dataclass(slots=True)
class Judging:
    """One course of a program, the time of the evaluation, and the decisions in force."""

    program: ProgramRules
    course: Course
    decisions: Decisions
    now: datetime

    def judge(
        self, attempts: Sequence[Attempt], finals: Sequence[Attempt], by_run: Mapping[str, Attempt]
    ) -> list[AttemptVerdict]:
        """Return the verdict of each of ``attempts``, in the same order.

        Args:
            attempts: the attempts at the course, ordered by run start and then by run key.
            finals: the attempts at the final exam of the course, in the same order, or ().
            by_run: the key of each run with an attempt of the learner → the attempt.
        """
        if self.course.make_ups or self.decisions.make_ups:
            statuses = self._exam_statuses(by_run)
            attempts, finals = ([self._mended(each, statuses) for each in some] for some in (attempts, finals))
        if self.course.final is None:
            verdicts = [judge_attempt(self.program, self.course, each, now=self.now) for each in attempts]
        else:
            verdicts = self._judge_with_finals(attempts, self._judge_finals(self.course.final, finals))
        if self.course.attempts is None and not self.decisions.set_aside:
            return verdicts
        tries = [(each.course_run, each.is_try and not self._is_set_aside(each)) for each in verdicts]
        against = self._against(_unknown_starts_first(attempts, tries), self.course.attempts)
        return [
            _with_reasons(verdict, against.get(run_key, ()), is_try=is_a_try)
            for verdict, (run_key, is_a_try) in zip(verdicts, tries, strict=True)
        ]

    def _judge_with_finals(self, attempts: Sequence[Attempt], finals: Sequence[JudgedFinal]) -> list[AttemptVerdict]:
        return [
            judge_attempt(
                self.program,
                self.course,
                each,
                now=self.now,
                combined=combine(self.course, each, finals, now=self.now),
            )
            for each in attempts
        ]

    def _judge_finals(self, final: Final, attempts: Sequence[Attempt]) -> list[JudgedFinal]:
        """Return the attempts at the final exam, each with the reasons against the attempt alone.

        A discounted attempt is in the result only if all attempts are discounted.
        """
        modes = final_modes(self.program, self.course)
        tries = [
            (each.course_run, is_try(each, modes, proctored=final.proctored) and not self._is_set_aside(each))
            for each in attempts
        ]
        against = self._against(_unknown_starts_first(attempts, tries), final.attempts)
        judged = [
            (each, final_reasons(self.program, self.course, each) + against.get(each.course_run, ()))
            for each in attempts
        ]
        return [pair for pair in judged if not self._is_set_aside(pair[0])] or judged

    def _against(self, tries: Tries, limit: int | None) -> dict[str, tuple[Reason, ...]]:
        """Return the reasons that a limit of tries and staff give against attempts, by the key of the run."""
        found: dict[str, tuple[Reason, ...]] = {}
        if limit is not None:
            most = limit + self.decisions.granted_tries.get(self.course.key, 0)
            found = dict.fromkeys(beyond_limit(tries, most), (NO_ATTEMPTS_LEFT.reason(attempts=most),))
        for run_key, _ in tries:
            if run_key in self.decisions.set_aside:
                found[run_key] = (SET_ASIDE.reason(),)
        return found

    def _mended(self, attempt: Attempt, statuses: Mapping[str, ExamStatus]) -> Attempt:
        pairs = (*self.course.make_ups, *self.decisions.make_ups)
        return with_make_ups(attempt, pairs, statuses)

    def _exam_statuses(self, by_run: Mapping[str, Attempt]) -> dict[str, ExamStatus]:
        """Return the usage key and the status of each exam, except exams in discounted runs."""
        return {
            exam.usage_key: exam.status
            for attempt in by_run.values()
            if not self._is_set_aside(attempt)
            for exam in attempt.exams
        }

    def _is_set_aside(self, attempt: Attempt | AttemptVerdict) -> bool:
        return attempt.course_run in self.decisions.set_aside


def _unknown_starts_first(attempts: Sequence[Attempt], tries: Tries) -> Tries:
    """Order ``tries``, which belong to ``attempts`` one by one, for the limit of tries."""
    pairs = sorted(zip(attempts, tries, strict=True), key=lambda pair: pair[0].run_start is not None)
    return [a_try for _, a_try in pairs]


def is_set_aside(verdict: AttemptVerdict) -> bool:
    """Tell whether staff discounted the attempt, or the only final exam that may count with the attempt."""
    return any(reason.code == SET_ASIDE.code for reason in verdict.reasons)


def _with_reasons(verdict: AttemptVerdict, reasons: tuple[Reason, ...], *, is_try: bool) -> AttemptVerdict:
    return replace(verdict, counts=False, reasons=verdict.reasons + reasons, is_try=is_try) if reasons else verdict
