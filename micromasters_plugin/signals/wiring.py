"""Map signals to receivers, as data for the platform's plugin mechanism."""

from __future__ import annotations

from typing import Any

LEARNING = "openedx_events.learning.signals."

RECEIVERS = {
    "PERSISTENT_GRADE_SUMMARY_CHANGED": "on_grade",
    "CERTIFICATE_CREATED": "on_certificate",
    "CERTIFICATE_CHANGED": "on_certificate",
    "CERTIFICATE_REVOKED": "on_certificate",
    "COURSE_ENROLLMENT_CREATED": "on_enrollment",
    "COURSE_ENROLLMENT_CHANGED": "on_enrollment",
    "COURSE_UNENROLLMENT_COMPLETED": "on_enrollment",
    "EXAM_ATTEMPT_SUBMITTED": "on_exam_attempt",
    "EXAM_ATTEMPT_VERIFIED": "on_exam_attempt",
    "EXAM_ATTEMPT_REJECTED": "on_exam_attempt",
    "EXAM_ATTEMPT_ERRORED": "on_exam_attempt",
    "EXAM_ATTEMPT_RESET": "on_exam_attempt",
}


def signals_config() -> dict[str, Any]:
    """Return the ``signals_config`` of a project type (LMS or Studio), in the format of edx-django-utils' plugins."""
    return {
        "relative_path": "signals.receivers",
        "receivers": [
            {
                "receiver_func_name": function,
                "signal_path": LEARNING + signal,
                "dispatch_uid": f"micromasters.{signal.lower()}",
            }
            for signal, function in RECEIVERS.items()
        ],
    }
