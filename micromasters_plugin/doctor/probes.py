"""Make events about a user who does not exist. The check of the wiring sends these events to receivers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from opaque_keys.edx.keys import CourseKey
from openedx_events.learning.data import (
    CertificateData,
    CourseData,
    CourseEnrollmentData,
    ExamAttemptData,
    PersistentCourseGradeData,
    UserData,
    UserPersonalData,
)

NOBODY = UserData(id=0, is_active=False, pii=UserPersonalData(username="", email="", name=""))
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def _course(run: str) -> CourseData:
    return CourseData(course_key=CourseKey.from_string(run))


def _grade(run: str) -> PersistentCourseGradeData:
    return PersistentCourseGradeData(
        user_id=NOBODY.id,
        course=_course(run),
        course_edited_timestamp=LONG_AGO,
        course_version="",
        grading_policy_hash="",
        percent_grade=0.0,
        letter_grade="",
        passed_timestamp=None,
    )


def _certificate(run: str) -> CertificateData:
    return CertificateData(
        user=NOBODY, course=_course(run), mode="", grade="", download_url="", name="", current_status=""
    )


def _enrollment(run: str) -> CourseEnrollmentData:
    return CourseEnrollmentData(
        user=NOBODY, course=_course(run), mode="", is_active=False, creation_date=LONG_AGO, created_by=None
    )


def _exam_attempt(run: str) -> ExamAttemptData:
    key: Any = CourseKey.from_string(run)
    usage_key = key.make_usage_key("sequential", "doctor")
    return ExamAttemptData(
        student_user=NOBODY, course_key=key, usage_key=usage_key, exam_type="practice", requesting_user=NOBODY
    )


#: The dictionary maps the type of a signal's payload to a function that makes such a payload for a course run.
PROBES: dict[type, Callable[[str], object]] = {
    PersistentCourseGradeData: _grade,
    CertificateData: _certificate,
    CourseEnrollmentData: _enrollment,
    ExamAttemptData: _exam_attempt,
}
