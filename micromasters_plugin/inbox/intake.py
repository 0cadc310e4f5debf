"""Append hints. The only part of the package that runs inside a grading request.

It writes rows that nothing can wait for (no unique key, no foreign key) in a savepoint of its own; whatever breaks
inside is the caller's to catch, and the sender's transaction survives it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from micromasters_plugin.data.truth import ExamAttempt
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.inbox.models import ExamEvent, Hint, ParkedEvent
from micromasters_plugin.programs.tracking import tracked_runs


def append_hints(
    user_id: int, run_key: str, *, now: datetime, event_id: str = "", exam: ExamAttempt | None = None
) -> bool:
    """Note that a learner is due in every program of a course run; returns False where it is in none.

    Writes one multi-row INSERT, in ascending order of programs, and one more for the fact that ``exam`` is.
    """
    programs = tracked_runs.programs_of(run_key)
    if not programs:
        return False
    with transaction.atomic():
        if exam is not None:
            ExamEvent.objects.create(
                user_id=user_id,
                course_run=run_key,
                usage_key=exam.usage_key,
                status=exam.status.value,
                time=exam.time,
                event_id=event_id,
            )
        Hint.objects.bulk_create(
            Hint(user_id=user_id, program_id=program_id, event_id=event_id, created=now) for program_id in programs
        )
    fail_point("hint-appended")
    return True


def park_event(event_type: str, event_id: str, *, reason: str, payload: str, now: datetime) -> None:
    """Keep an event that could not be read, for staff to see."""
    with transaction.atomic():
        ParkedEvent.objects.create(
            event_type=event_type, event_id=event_id, reason=reason, payload=payload[:10_000], created=now
        )
