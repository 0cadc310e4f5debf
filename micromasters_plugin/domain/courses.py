"""The verdict of one course or exam from all attempts at it: each is judged, and one speaks for the course."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from micromasters_plugin.data import Attempt, AttemptVerdict, OverrideDecision, RequirementState
from micromasters_plugin.domain.definition import Course, Final, ProgramRules, course_of_run
from micromasters_plugin.domain.finals import combine
from micromasters_plugin.domain.overrides import outdoes
from micromasters_plugin.domain.reasons import CERTIFICATE_INVALIDATED, VERDICT_REASONS, WAIVED
from micromasters_plugin.domain.results import final_reasons, judge_attempt
from micromasters_plugin.domain.verdicts import RequirementVerdict

_NEVER = datetime.max.replace(tzinfo=UTC)
_ZERO = Decimal(0)


class Attempts:
    """A learner's attempts, found by course: ordered by run start, then run key; unknown starts last."""

    def __init__(self, attempts: Iterable[Attempt]):
        self.by_run: dict[str, Attempt] = {}
        self._by_course: defaultdict[str, list[Attempt]] = defaultdict(list)
        for attempt in sorted(attempts, key=_order):
            self.by_run[attempt.course_run] = attempt
            try:
                self._by_course[course_of_run(attempt.course_run)].append(attempt)
            except ValueError:  # a key of another form can still be listed
                continue

    def of(self, course: Course | Final) -> list[Attempt]:
        """Return the attempts in the runs of a course or of a final, in order."""
        if course.runs:
            found = [self.by_run[run] for run in dict.fromkeys(course.runs) if run in self.by_run]
        elif not course.aliases:
            return self._by_course.get(course.course, [])
        else:
            names = dict.fromkeys((course.course, *course.aliases))
            found = [attempt for name in names for attempt in self._by_course.get(name, ())]
        return sorted(found, key=_order)


def judge_course(
    program: ProgramRules, course: Course, attempts: Attempts, *, waiver: OverrideDecision | None, now: datetime
) -> RequirementVerdict:
    """Return the verdict of ``course``; a waiver earns what no attempt does, or with a better grade."""
    mine = attempts.of(course)
    return choose(course, mine, _judge_attempts(program, course, mine, attempts, now), waiver=waiver)


def choose(
    course: Course,
    attempts: Sequence[Attempt],
    judged: Sequence[AttemptVerdict],
    *,
    waiver: OverrideDecision | None = None,
) -> RequirementVerdict:
    """Return the verdict from judged attempts, in the same order: one of them speaks for the course."""
    best = _best(attempts, judged)
    if waiver is not None and (best is None or not judged[best].counts or outdoes(waiver, judged[best].ratio)):
        return waived(course.key, course.weight, waiver, judged)
    if best is None:
        return RequirementVerdict(course.key, False, RequirementState.NOT_ENROLLED, course.weight)
    verdict = judged[best]
    return RequirementVerdict(
        key=course.key,
        earned=verdict.counts,
        state=_state(attempts[best], verdict),
        weight=course.weight,
        ratio=verdict.ratio,
        course_run=verdict.course_run,
        earned_on=verdict.reached if verdict.counts else None,
        reasons=verdict.reasons,
        attempts=tuple(judged),
    )


def waived(
    key: str, weight: Decimal, waiver: OverrideDecision, attempts: Sequence[AttemptVerdict] = ()
) -> RequirementVerdict:
    """Return the verdict of a waived course, exam or nested program: earned by hand, with the waiver's ratio if any."""
    return RequirementVerdict(
        key=key,
        earned=True,
        state=RequirementState.WAIVED,
        weight=weight,
        ratio=waiver.ratio,
        earned_on=waiver.time,
        reasons=(WAIVED.reason(),),
        attempts=tuple(attempts),
    )


def is_enrolled(attempt: Attempt) -> bool:
    """Tell whether the learner is in the run now, in any mode."""
    return attempt.enrollment is not None and attempt.enrollment.is_active


def _judge_attempts(
    program: ProgramRules, course: Course, mine: Sequence[Attempt], attempts: Attempts, now: datetime
) -> list[AttemptVerdict]:
    if course.final is None:
        return [judge_attempt(program, course, attempt, now=now) for attempt in mine]
    finals = [(final, final_reasons(program, course.final, final)) for final in attempts.of(course.final)]
    return [
        judge_attempt(program, course, attempt, now=now, combined=combine(course, attempt, finals)) for attempt in mine
    ]


def _state(attempt: Attempt, verdict: AttemptVerdict) -> RequirementState:
    """Return the state of the course that ``attempt`` speaks for: of several reasons, the first in the table decides.

    A run that was left asks for a new enrollment, unless something was taken away from a finished one.
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


def _best(attempts: Sequence[Attempt], judged: Sequence[AttemptVerdict]) -> int | None:
    """Return the index of the attempt that speaks for the course.

    The best counting one, ties to the earlier run; without one, that of a run not left, with the fewest obstacles,
    then the better grade, then the later run, which is the one a learner can still do something about.
    """
    counting = [index for index, verdict in enumerate(judged) if verdict.counts]
    if counting:
        return max(counting, key=lambda index: (judged[index].ratio, -index))
    return min(
        range(len(judged)),
        key=lambda index: (
            not is_enrolled(attempts[index]),
            len(judged[index].reasons),
            -(judged[index].ratio or _ZERO),
            -index,
        ),
        default=None,
    )
