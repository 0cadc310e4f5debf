"""Decide which results are valid for an award if requirements limit how long their results count.

What was awarded never lapses: a program is earned if its requirements were met on some day. ``choice`` decides among
the results that are valid on a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from micromasters_plugin.data import AttemptVerdict, OverrideDecision, Reason, RequirementState
from micromasters_plugin.domain.courses import Attempts, course_verdict, waived_verdict
from micromasters_plugin.domain.days import day_of, midnight_of
from micromasters_plugin.domain.definition import Course, ProgramRules
from micromasters_plugin.domain.reasons import AFTER_AWARD, LAPSED
from micromasters_plugin.domain.verdicts import RequirementVerdict

EARNED = RequirementState.EARNED

#: Key of each leaf → its verdict.
Verdicts = Mapping[str, RequirementVerdict]


def last_valid_day(reached: date, years: int) -> date:
    """Return the last day on which a result of the day ``reached`` counts.

    The last day is the same day of the calendar ``years`` years later. After 29 February, the last day is 28 February
    of a common year.
    """
    try:
        return reached.replace(year=reached.year + years)
    except ValueError:  # the year has no 29 February
        return reached.replace(year=reached.year + years, day=28)


def award_days(program: ProgramRules, verdicts: Verdicts, *, now: datetime) -> list[date | None]:
    """Return the days on which the requirements may have been met, in ascending order. The last day is today.

    If a result is still to come, the last day is the day of that result. Return [None] if no result of the program can
    lapse. Until a result lapses, every day has all results of the days before. Therefore only the last day before a
    lapse is in the list.
    """
    lapses = _last_days(program, verdicts)
    if not lapses:
        return [None]
    today = day_of(now, program.timezone)
    days = sorted({today, *_reached_days(verdicts)})
    last_days = [day for day, later in pairwise(days) if any(day <= until < later for until in lapses)]
    return [*last_days, days[-1]]


def valid_on(
    program: ProgramRules,
    verdicts: Verdicts,
    day: date | None,
    *,
    attempts: Attempts,
    waivers: Mapping[str, OverrideDecision],
) -> Verdicts:
    """Return the verdicts of the leaves as they were on ``day``. If ``day`` is None, return the verdicts unchanged.

    A result does not count if the result was reached after the day, or had lapsed on the day. An unknown day is before
    every day, and a result of an unknown day never lapses.
    """
    if day is None:
        return verdicts
    return {
        leaf.key: _course_on(leaf, verdicts[leaf.key], day, attempts, waivers.get(leaf.key))
        if isinstance(leaf, Course)
        else _nested_on(verdicts[leaf.key], day, waivers.get(leaf.key))
        for leaf in program.leaves
    }


def next_lapse(program: ProgramRules, verdicts: Verdicts, *, now: datetime) -> datetime | None:
    """Return the first instant after ``now`` at which a counting result lapses, or None.

    The result has a meaning only before an award.
    """
    instants = (midnight_of(until + timedelta(days=1), program.timezone) for until in _last_days(program, verdicts))
    return min((instant for instant in instants if now < instant), default=None)


def _last_days(program: ProgramRules, verdicts: Verdicts) -> list[date]:
    """Return the last valid day of each result that counts and that will lapse or has lapsed."""
    return [
        last_valid_day(attempt.reached, years)
        for key, years in program.lapsing
        for attempt in verdicts[key].attempts
        if attempt.counts and attempt.reached is not None
    ]


def _reached_days(verdicts: Verdicts) -> set[date]:
    """Return the known days on which counting results were reached."""
    days = [attempt.reached for verdict in verdicts.values() for attempt in verdict.attempts if attempt.counts]
    nested = [verdict.first_day for verdict in verdicts.values() if verdict.state is EARNED and not verdict.attempts]
    return {day for day in (*days, *nested) if day is not None}


def _course_on(
    course: Course, verdict: RequirementVerdict, day: date, attempts: Attempts, waiver: OverrideDecision | None
) -> RequirementVerdict:
    judged = [_attempt_on(course, attempt, day) for attempt in verdict.attempts]
    if all(after is before for after, before in zip(judged, verdict.attempts, strict=True)):
        return verdict
    return course_verdict(course, [attempts.by_run[each.course_run] for each in judged], judged, waiver=waiver)


def _attempt_on(course: Course, verdict: AttemptVerdict, day: date) -> AttemptVerdict:
    if not verdict.counts or verdict.reached is None:
        return verdict
    reason: Reason | None = None
    if verdict.reached > day:
        reason = AFTER_AWARD.reason(earned=day)
    elif course.valid_for is not None:
        until = last_valid_day(verdict.reached, course.valid_for)
        reason = LAPSED.reason(until=until, years=course.valid_for) if until < day else None
    return verdict if reason is None else replace(verdict, counts=False, reasons=(*verdict.reasons, reason))


def _nested_on(verdict: RequirementVerdict, day: date, waiver: OverrideDecision | None) -> RequirementVerdict:
    """Return the verdict of a nested program.

    Before the day on which the nested program was earned, it is open or waived.
    """
    if verdict.state is not EARNED or verdict.first_day is None or verdict.first_day <= day:
        return verdict
    if waiver is not None:
        return replace(waived_verdict(verdict.key, verdict.weight, waiver), children=verdict.children)
    return replace(verdict, earned=False, state=RequirementState.GROUP_OPEN, earned_on=None, enters=False)
