"""Receive openedx-events. Each receiver translates a payload into a learner and a course run, and appends a hint.

Receivers run inside the request or task that graded a learner. Rules, locks and other input or output do not belong
here. No failure may reach the sender, so receivers catch every exception.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import transaction
from django.utils import timezone

from micromasters_plugin.data.states import ExamStatus
from micromasters_plugin.data.truth import ExamAttempt
from micromasters_plugin.domain.instants import EXPECTED, is_plausible
from micromasters_plugin.exceptions import UnreadableEventError
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.failures import describe, traced
from micromasters_plugin.inbox.intake import append_hints, park_event
from micromasters_plugin.tasks import schedule_evaluation

log = logging.getLogger(__name__)

#: The content of a payload has the learner's id, the course run's key, and the exam attempt or None.
Read = tuple[int, str, ExamAttempt | None]

#: Exams with this ``exam_type`` prove identity. Timed, practice and onboarding exams are not stored.
PROCTORED = "proctored"

EXAM_STATUS = {
    "org.openedx.learning.exam.attempt.submitted.v1": ExamStatus.SUBMITTED,
    "org.openedx.learning.exam.attempt.verified.v1": ExamStatus.VERIFIED,
    "org.openedx.learning.exam.attempt.rejected.v1": ExamStatus.REJECTED,
    "org.openedx.learning.exam.attempt.errored.v1": ExamStatus.ERRORED,
    "org.openedx.learning.exam.attempt.reset.v1": ExamStatus.RESET,
}


def receiver(read: Callable[..., Read]) -> Callable[..., None]:
    """Return a receiver that calls ``read`` on the payload. The receiver appends hints and never raises."""

    @wraps(read)
    def receive(sender: object = None, *, signal: Any = None, metadata: Any = None, **kwargs: Any) -> None:
        event_type, event_id = getattr(signal, "event_type", ""), str(getattr(metadata, "id", "") or "")
        try:
            _take_in(read, event_type, event_id, getattr(metadata, "time", None) or timezone.now(), kwargs)
        except Exception as error:
            log.error("Event %s %s was not processed: %s", event_type, event_id, traced(error))

    return receive


def _take_in(read: Callable[..., Read], event_type: str, event_id: str, time: datetime, kwargs: dict) -> None:
    try:
        user_id, run_key, exam = read(event_type, time, **kwargs)
        if not isinstance(user_id, int):
            raise UnreadableEventError(f"no learner's id in {user_id!r}")
        if not is_plausible(time):
            raise UnreadableEventError(f"the event has the time {time.isoformat()}: {EXPECTED} is expected")
    except Exception as error:
        log.warning("Event %s %s cannot be read and is parked: %s", event_type, event_id, describe(error))
        park_event(event_type, event_id, reason=repr(error), payload=repr(kwargs), now=timezone.now())
        return
    fail_point("event-received")
    if append_hints(user_id, run_key, now=time, event_id=event_id, exam=exam):
        transaction.on_commit(schedule_evaluation, robust=True)


@receiver
def on_grade(event_type: str, time: datetime, *, grade: Any, **kwargs: Any) -> Read:
    """Read the event of a recalculated grade, even if the grade did not change.

    The choice of this event is explained in docs/decisions/0006.
    """
    return grade.user_id, str(grade.course.course_key), None


@receiver
def on_certificate(event_type: str, time: datetime, *, certificate: Any, **kwargs: Any) -> Read:
    """Read the event of a run's certificate that was created, saved again, or withdrawn."""
    return certificate.user.id, str(certificate.course.course_key), None


@receiver
def on_enrollment(event_type: str, time: datetime, *, enrollment: Any, **kwargs: Any) -> Read:
    """Read the event of a learner who was enrolled, moved to another mode, or unenrolled."""
    return enrollment.user.id, str(enrollment.course.course_key), None


@receiver
def on_exam_attempt(event_type: str, time: datetime, *, exam_attempt: Any, **kwargs: Any) -> Read:
    """Read the event of an exam attempt.

    Return the attempt if the exam is proctored, because the LMS does not store the attempt.
    """
    status = EXAM_STATUS[event_type]
    is_proctored = exam_attempt.exam_type == PROCTORED
    exam = ExamAttempt(str(exam_attempt.usage_key), status, time) if is_proctored else None
    return exam_attempt.student_user.id, str(exam_attempt.course_key), exam
