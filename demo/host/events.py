"""Send the platform's events with the platform's payloads. ``gradebook`` decides when to send which event.

``when`` becomes the event's time, so that the events of a replay have the times of the file.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from opaque_keys.edx.keys import CourseKey, UsageKey
from openedx_events.learning import data, signals

from host.models import CourseCertificate, CourseRun, Enrollment, PersistentGrade
from host.usage_keys import exam_key


def enrollment_created(row: Enrollment, user: User, when: datetime) -> None:
    """Send COURSE_ENROLLMENT_CREATED."""
    signals.COURSE_ENROLLMENT_CREATED.send_event(time=when, enrollment=_enrollment(row, user))


def enrollment_changed(row: Enrollment, user: User, when: datetime) -> None:
    """Send COURSE_ENROLLMENT_CHANGED."""
    signals.COURSE_ENROLLMENT_CHANGED.send_event(time=when, enrollment=_enrollment(row, user))


def unenrollment_completed(row: Enrollment, user: User, when: datetime) -> None:
    """Send COURSE_UNENROLLMENT_COMPLETED."""
    signals.COURSE_UNENROLLMENT_COMPLETED.send_event(time=when, enrollment=_enrollment(row, user))


def grade_summary_changed(row: PersistentGrade, when: datetime) -> None:
    """Send PERSISTENT_GRADE_SUMMARY_CHANGED."""
    grade = data.PersistentCourseGradeData(
        user_id=row.user_id,
        course=_course(row.course_run_id),
        course_edited_timestamp=when,
        course_version="",
        grading_policy_hash="",
        percent_grade=row.percent,
        letter_grade=row.letter_grade,
        passed_timestamp=row.passed_timestamp,
    )
    signals.PERSISTENT_GRADE_SUMMARY_CHANGED.send_event(time=when, grade=grade)


def passing_status_updated(row: PersistentGrade, user: User, when: datetime) -> None:
    """Send COURSE_PASSING_STATUS_UPDATED."""
    status = data.CoursePassingStatusData(
        is_passing=row.letter_grade != "", course=_course(row.course_run_id), user=_user(user)
    )
    signals.COURSE_PASSING_STATUS_UPDATED.send_event(time=when, course_passing_status=status)


def certificate_awarded(row: CourseCertificate, user: User, when: datetime) -> None:
    """Send the events of a saved certificate with a passing status: CERTIFICATE_CHANGED, CERTIFICATE_CREATED."""
    certificate = _certificate(row, user)
    signals.CERTIFICATE_CHANGED.send_event(time=when, certificate=certificate)
    signals.CERTIFICATE_CREATED.send_event(time=when, certificate=certificate)


def certificate_revoked(row: CourseCertificate, user: User, when: datetime) -> None:
    """Send the events of a withdrawn certificate: CERTIFICATE_CHANGED, CERTIFICATE_REVOKED."""
    certificate = _certificate(row, user)
    signals.CERTIFICATE_CHANGED.send_event(time=when, certificate=certificate)
    signals.CERTIFICATE_REVOKED.send_event(time=when, certificate=certificate)


def exam_attempt(outcome: str, user: User, run: CourseRun, when: datetime) -> None:
    """Send the event of ``outcome``: EXAM_ATTEMPT_SUBMITTED, EXAM_ATTEMPT_VERIFIED or EXAM_ATTEMPT_REJECTED."""
    attempt = data.ExamAttemptData(
        student_user=_user(user),
        course_key=CourseKey.from_string(run.key),
        usage_key=UsageKey.from_string(exam_key(run.key)),
        exam_type="proctored",
        requesting_user=_user(user),
    )
    getattr(signals, f"EXAM_ATTEMPT_{outcome.upper()}").send_event(time=when, exam_attempt=attempt)


def _user(user: User) -> data.UserData:
    pii = data.UserPersonalData(username=user.username, email=user.email, name=user.get_full_name())
    return data.UserData(id=user.id, is_active=user.is_active, pii=pii)


def _course(run_key: str, title: str = "") -> data.CourseData:
    return data.CourseData(course_key=CourseKey.from_string(run_key), display_name=title)


def _enrollment(row: Enrollment, user: User) -> data.CourseEnrollmentData:
    return data.CourseEnrollmentData(
        user=_user(user),
        course=_course(row.course_run_id, row.course_run.title),
        mode=row.mode,
        is_active=row.is_active,
        creation_date=row.created,
    )


def _certificate(row: CourseCertificate, user: User) -> data.CertificateData:
    return data.CertificateData(
        user=_user(user),
        course=_course(row.course_run_id),
        mode=row.mode,
        grade=row.grade,
        download_url="",
        name=user.get_full_name(),
        current_status=row.status,
    )
