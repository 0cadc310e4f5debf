"""Append hints. No other part of the package runs inside a grading request.

The rows have no unique key and no foreign key, so no other transaction waits for these rows. A savepoint around the
INSERT statements protects the sender's transaction from an error.
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
    """Note that a learner is due in every program of a course run. Return False if no program has the run.

    One INSERT writes all hints, in ascending order of programs. If ``exam`` is given, another INSERT writes the exam
    attempt.
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
    """Store an event that could not be read, so that staff can look at the event."""
    with transaction.atomic():
        ParkedEvent.objects.create(
            event_type=event_type, event_id=event_id, reason=reason, payload=payload[:10_000], created=now
        )
