"""Enroll and grade learners. Each function writes the host's tables and sends the platform's events.

The order of events and the transactions follow recordings of edx-platform. Enrollment events are sent inside the
request's transaction, before the commit. Grade events are sent outside a transaction. The events of an award are sent
inside a transaction, and the events of a withdrawal are sent outside a transaction. ``when``, an aware datetime, is the
time of the rows and of the events.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import transaction

from host import events
from host.models import CourseCertificate, CourseRun, Enrollment, PersistentGrade

AUDIT, VERIFIED = "audit", "verified"
DOWNLOADABLE, NOT_PASSING, UNAVAILABLE = "downloadable", "notpassing", "unavailable"


_Table = TypeVar("_Table", Enrollment, PersistentGrade, CourseCertificate)


class GradebookError(Exception):
    """The step is impossible for this learner, for example an upgrade without an enrollment."""


def round_percent(ratio: float) -> float:
    """Round a grade to two places as edx-platform does: add 0.0005, then round half away from zero.

    For example, 0.5945 becomes 0.60. The formula in edx-platform's grading code is ``round_away_from_zero(ratio * 100 +
    0.05) / 100``. ``ratio`` is between 0 and 2. With extra credit, ``ratio`` is above 1.
    """
    return math.floor(ratio * 100 + 0.05 + 0.5) / 100


@transaction.atomic
def enroll(user: User, run: CourseRun, *, mode: str, when: datetime) -> None:
    """Enroll the learner in the audit track by the web form, or in another ``mode`` by the enrollment API.

    The API first enrolls the learner in the default mode, so the mode in ENROLLMENT_CREATED is audit. If a learner
    enrolls again, the API sends one ENROLLMENT_CHANGED. If an unenrolled learner uses the web form, the web form sends
    ENROLLMENT_CHANGED and ENROLLMENT_CREATED, and the mode becomes audit. If an enrolled learner enrolls in the audit
    track or in the same mode, no event is sent.
    """
    row = _row(Enrollment, user, run)
    if row is not None and row.is_active:
        if mode != AUDIT and row.mode != mode:
            _change_mode(row, user, mode, when)
        return
    if row is not None and mode != AUDIT:
        row.is_active = True
        _change_mode(row, user, mode, when)
        return
    if row is None:
        row = Enrollment(user=user, course_run=run, created=when)
    row.mode, row.is_active = AUDIT, True
    _save_enrollment(row, when)
    events.enrollment_changed(row, user, when)
    events.enrollment_created(row, user, when)
    if mode != AUDIT:
        _change_mode(row, user, mode, when)


@transaction.atomic
def upgrade(user: User, run: CourseRun, *, when: datetime) -> None:
    """Move an audit learner to the verified track."""
    _change_mode(_active_enrollment(user, run), user, VERIFIED, when)


@transaction.atomic
def refund(user: User, run: CourseRun, *, when: datetime) -> None:
    """Move a verified learner back to the audit track."""
    _change_mode(_active_enrollment(user, run), user, AUDIT, when)


@transaction.atomic
def unenroll(user: User, run: CourseRun, *, when: datetime) -> None:
    """Unenroll. The grade and the certificate stay, as on the platform."""
    row = _active_enrollment(user, run)
    row.is_active = False
    _save_enrollment(row, when)
    events.enrollment_changed(row, user, when)
    events.unenrollment_completed(row, user, when)


def set_grade(user: User, run: CourseRun, ratio: float, *, when: datetime) -> None:
    """Set the learner's grade to ``ratio`` (0–2); then award or withdraw the course certificate.

    Audit learners and unenrolled learners get grades, too. A recalculation without a change sends the same two grade
    events again.
    """
    percent = round_percent(ratio)
    is_passing = percent >= run.lowest_passing_grade
    grade = _row(PersistentGrade, user, run)
    if grade is None:
        grade = PersistentGrade(user=user, course_run=run)
    grade.percent, grade.letter_grade, grade.modified = percent, "Pass" if is_passing else "", when
    if is_passing and grade.passed_timestamp is None:
        grade.passed_timestamp = when
    grade.save()
    events.grade_summary_changed(grade, when)
    events.passing_status_updated(grade, user, when)
    certificate = _row(CourseCertificate, user, run)
    if is_passing:
        _award_certificate(certificate, grade, user, when)
    elif certificate is not None and certificate.status == DOWNLOADABLE:
        _take_certificate(certificate, NOT_PASSING, str(percent) if percent else "", user, when)


def delete_grade(user: User, run: CourseRun, *, when: datetime) -> None:
    """Delete the persisted grade. The platform sends no event for a deletion, and the certificate stays."""
    deleted, _ = PersistentGrade.objects.filter(user=user, course_run=run).delete()
    if not deleted:
        raise GradebookError(f"{user} has no grade in {run}")


def invalidate_certificate(user: User, run: CourseRun, *, when: datetime) -> None:
    """Invalidate the course certificate, as an instructor can. The grade stays."""
    certificate = _row(CourseCertificate, user, run)
    if certificate is None:
        raise GradebookError(f"{user} has no certificate in {run}")
    certificate.is_invalidated = True
    _take_certificate(certificate, UNAVAILABLE, "", user, when)


def submit_exam(user: User, run: CourseRun, *, when: datetime) -> None:
    """Submit the proctored exam. The exam still needs a review."""
    events.exam_attempt("submitted", user, run, when)


def verify_exam(user: User, run: CourseRun, *, when: datetime) -> None:
    """Accept the proctored exam. This function does not handle an exam that was rejected earlier."""
    events.exam_attempt("verified", user, run, when)


def reject_exam(user: User, run: CourseRun, *, ratio: float, when: datetime) -> None:
    """Reject the proctored exam, which then counts as zero.

    ``ratio`` (0–1) is the learner's grade in the run after the rejection. The certificate is withdrawn twice. The
    certificate's status is first "not passing", and then "unavailable".
    """
    events.exam_attempt("rejected", user, run, when)
    set_grade(user, run, ratio, when=when)
    certificate = _row(CourseCertificate, user, run)
    if certificate is not None and not certificate.is_invalidated:
        _take_certificate(certificate, UNAVAILABLE, "", user, when)


def _row(table: type[_Table], user: User, run: CourseRun) -> _Table | None:
    """Return the learner's row in this run, or None if there is no such row.

    Unlike ``first``, the query does not sort.
    """
    row = next(iter(table.objects.filter(user_id=user.id, course_run_id=run.key)), None)
    if row is not None:
        row.course_run = run
    return row


def _active_enrollment(user: User, run: CourseRun) -> Enrollment:
    row = _row(Enrollment, user, run)
    if row is None or not row.is_active:
        raise GradebookError(f"{user} is not enrolled in {run}")
    return row


def _change_mode(row: Enrollment, user: User, mode: str, when: datetime) -> None:
    row.mode = mode
    _save_enrollment(row, when)
    events.enrollment_changed(row, user, when)


def _save_enrollment(row: Enrollment, when: datetime) -> None:
    """Save the row and add an entry to the row's history, in the caller's transaction."""
    row.save()
    row.history.create(mode=row.mode, is_active=row.is_active, time=when)


def _award_certificate(
    certificate: CourseCertificate | None, grade: PersistentGrade, user: User, when: datetime
) -> None:
    """Award a certificate on the verified track.

    If the certificate exists already or is invalidated, do not change the certificate.
    """
    if certificate is not None and (certificate.status == DOWNLOADABLE or certificate.is_invalidated):
        return
    run_id = grade.course_run_id
    if not Enrollment.objects.filter(user=user, course_run_id=run_id, mode=VERIFIED, is_active=True).exists():
        return
    with transaction.atomic():
        if certificate is None:
            certificate = CourseCertificate(user=user, course_run_id=run_id)
        certificate.status, certificate.mode = DOWNLOADABLE, VERIFIED
        certificate.grade, certificate.modified = str(grade.percent), when
        certificate.save()
        events.certificate_awarded(certificate, user, when)


def _take_certificate(certificate: CourseCertificate, status: str, grade: str, user: User, when: datetime) -> None:
    certificate.status, certificate.grade, certificate.modified = status, grade, when
    certificate.save()
    events.certificate_revoked(certificate, user, when)
