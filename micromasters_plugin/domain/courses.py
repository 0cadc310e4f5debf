"""Judge one course or exam from all attempts at the course or exam."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from micromasters_plugin.data import Attempt, AttemptVerdict, OverrideDecision, RequirementState
from micromasters_plugin.domain.definition import Course, Final, ProgramRules, course_of_run, matches_run
from micromasters_plugin.domain.judging import Judging, is_set_aside
from micromasters_plugin.domain.other_runs import is_of_other_run, other_run_verdicts
from micromasters_plugin.domain.overrides import Decisions, has_better_grade
from micromasters_plugin.domain.reasons import CERTIFICATE_INVALIDATED, EMBARGOED, VERDICT_REASONS, WAIVED
from micromasters_plugin.domain.verdicts import RequirementVerdict

_NEVER = datetime.max.replace(tzinfo=UTC)
_ZERO = Decimal(0)


class Attempts:
    """A learner's attempts by course, ordered by run start and then by run key.

    An attempt whose run start is unknown comes last.
    """

    def __init__(self, attempts: Iterable[Attempt]):
        self.by_run: dict[str, Attempt] = {}
        self._by_course: defaultdict[str, list[Attempt]] = defaultdict(list)
        for attempt in sorted(attempts, key=_order):
            self.by_run[attempt.course_run] = attempt
            try:
                self._by_course[course_of_run(attempt.course_run)].append(attempt)
            except ValueError:  # this key has no course number, but a definition may list the key
                continue

    def of(self, course: Course | Final) -> list[Attempt]:
        """Return the attempts in the runs of a course or final exam, ordered by run start and then by run key."""
        if not (course.runs or course.aliases or course.except_runs):
            return self._by_course.get(course.course, [])
        if course.runs:
            found = [self.by_run[run] for run in dict.fromkeys(course.runs) if run in self.by_run]
        else:
            found = self._numbered(course)
        return sorted((each for each in found if each.course_run not in course.except_runs), key=_order)

    def in_other_runs(self, course: Course) -> list[Attempt]:
        """Return the attempts in runs of the same course that ``runs`` or ``except_runs`` leaves out, in any order."""
        if not (course.runs or course.except_runs):
            return []
        excepted = [self.by_run[run] for run in course.except_runs if run in self.by_run]
        around = {each.course_run: each for each in (*self._numbered(course), *excepted)}
        return [each for each in around.values() if not matches_run(course, each.course_run)]

    def _numbered(self, course: Course | Final) -> list[Attempt]:
        """Return the attempts in runs with the course's number, and then the attempts in runs with an alias."""
        names = dict.fromkeys((course.course, *course.aliases))
        return [attempt for name in names for attempt in self._by_course.get(name, ())]


def judge_course(
    program: ProgramRules, course: Course, attempts: Attempts, *, decisions: Decisions, now: datetime
) -> RequirementVerdict:
    """Return the verdict of ``course``. A waiver applies if no attempt counts, or if the waiver has a better grade."""
    course_attempts = attempts.of(course)
    finals = attempts.of(course.final) if course.final is not None else ()
    verdicts = Judging(program, course, decisions, now).judge(course_attempts, finals, attempts.by_run)
    left_out = attempts.in_other_runs(course)
    if left_out:
        others = other_run_verdicts(program, course, left_out)
        verdicts = sorted((*verdicts, *others), key=lambda verdict: _order(attempts.by_run[verdict.course_run]))
        course_attempts = [attempts.by_run[verdict.course_run] for verdict in verdicts]
    return course_verdict(course, course_attempts, verdicts, waiver=decisions.waivers.get(course.key))


def course_verdict(
    course: Course,
    attempts: Sequence[Attempt],
    verdicts: Sequence[AttemptVerdict],
    *,
    waiver: OverrideDecision | None = None,
) -> RequirementVerdict:
    """Return the verdict of the course. ``attempts`` and ``verdicts`` have the same order."""
    best = _best(attempts, verdicts)
    if waiver is not None and (
        best is None or not verdicts[best].counts or has_better_grade(waiver, verdicts[best].ratio)
    ):
        return waived_verdict(course.key, course.weight, waiver, verdicts)
    if best is None:
        return RequirementVerdict(course.key, False, RequirementState.NOT_ENROLLED, course.weight)
    verdict = verdicts[best]
    return RequirementVerdict(
        key=course.key,
        earned=verdict.counts,
        state=_state(attempts[best], verdict),
        weight=course.weight,
        ratio=verdict.ratio,
        course_run=verdict.course_run,
        earned_on=verdict.reached if verdict.counts else None,
        reasons=verdict.reasons,
        attempts=tuple(verdicts),
        enters=verdict.counts,
    )


def waived_verdict(
    key: str, weight: Decimal, waiver: OverrideDecision, attempts: Sequence[AttemptVerdict] = ()
) -> RequirementVerdict:
    """Return the earned verdict of a waived course, exam or nested program, with the waiver's ratio and day."""
    return RequirementVerdict(
        key=key,
        earned=True,
        state=RequirementState.WAIVED,
        weight=weight,
        ratio=waiver.ratio,
        earned_on=waiver.day,
        reasons=(WAIVED.reason(),),
        attempts=tuple(attempts),
        enters=True,
    )


def is_enrolled(attempt: Attempt) -> bool:
    """Tell whether the learner is enrolled in the run now, in any mode."""
    return attempt.enrollment is not None and attempt.enrollment.is_active


def _state(attempt: Attempt, verdict: AttemptVerdict) -> RequirementState:
    """Return the state of the course from the deciding attempt and its verdict.

    If the learner left the run, the state is NOT_ENROLLED. If the run's certificate was also invalidated, the state is
    INVALIDATED. If the learner is in the run, the verdict's first reason in the table of reasons decides the state.
    """
    if verdict.counts:
        return RequirementState.EARNED
    codes = {reason.code for reason in verdict.reasons}
    if not is_enrolled(attempt):
        is_invalidated = CERTIFICATE_INVALIDATED.code in codes
        return RequirementState.INVALIDATED if is_invalidated else RequirementState.NOT_ENROLLED
    return next(row.state for code, row in VERDICT_REASONS.items() if code in codes)


def _order(attempt: Attempt) -> tuple[datetime, str]:
    return (attempt.run_start or _NEVER, attempt.course_run)


def _best(attempts: Sequence[Attempt], verdicts: Sequence[AttemptVerdict]) -> int | None:
    """Return the index of the attempt that decides the course's verdict.

    If any attempt counts, the attempt with the highest grade decides. If grades are equal, the attempt in the earlier
    run decides. If no attempt counts, these criteria decide in order: a run that belongs to the course, an active
    enrollment, an attempt that staff did not discount, results that are held back, the fewest reasons, the highest
    grade, the later run. The later run is better, because the learner can still act in the later run. Among results
    that are held back, the later run decides, so that the choice reveals no result.
    """
    counting = [index for index, verdict in enumerate(verdicts) if verdict.counts]
    if counting:
        return max(counting, key=lambda index: verdicts[index].ratio or _ZERO)  # on a tie, max returns the first

    def order(index: int) -> tuple[bool, bool, bool, bool, int, Decimal, int]:
        verdict, is_left = verdicts[index], not is_enrolled(attempts[index])
        is_other, is_aside = is_of_other_run(verdict), is_set_aside(verdict)
        if any(reason.code == EMBARGOED.code for reason in verdict.reasons):
            return (is_other, is_left, is_aside, False, 0, _ZERO, -index)
        return (is_other, is_left, is_aside, True, len(verdict.reasons), -(verdict.ratio or _ZERO), -index)

    return min(range(len(verdicts)), key=order, default=None)
