"""Check an attempt against the days between which a program's courses count. ``ends`` is the last of these days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from micromasters_plugin.data import Attempt, Reason
from micromasters_plugin.domain.days import midnight_of
from micromasters_plugin.domain.definition import ProgramRules
from micromasters_plugin.domain.reasons import AFTER_PROGRAM, BEFORE_PROGRAM


def date_reasons(program: ProgramRules, attempt: Attempt) -> tuple[Reason, ...]:
    """Return a reason for each limit of the program that the attempt breaks.

    An unknown day breaks no limit. Work in a run that ended by the program's last day is in time whenever it is graded.
    """
    reasons = []
    if program.starts is not None and attempt.start_day is not None and attempt.start_day < program.starts:
        reasons.append(BEFORE_PROGRAM.reason(starts=program.starts))
    if program.ends is not None and _is_late(program.ends, attempt):
        reasons.append(AFTER_PROGRAM.reason(ends=program.ends))
    return tuple(reasons)


def _is_late(last_day: date, attempt: Attempt) -> bool:
    is_run_over = attempt.end_day is not None and attempt.end_day <= last_day
    return attempt.reached_day is not None and attempt.reached_day > last_day and not is_run_over


def end_of(program: ProgramRules) -> datetime | None:
    """Return the first instant after the program's last day, or None if the program has no end."""
    return None if program.ends is None else midnight_of(program.ends + timedelta(days=1), program.timezone)


def has_ended(program: ProgramRules, now: datetime) -> bool:
    """Tell whether the program's last day is over."""
    end = end_of(program)
    return end is not None and end <= now
