"""Offer buttons of the grade book for the steps that are possible for a learner in a run now."""

from __future__ import annotations

from dataclasses import dataclass

from host.gradebook import AUDIT, DOWNLOADABLE
from host.models import CourseCertificate, Enrollment, PersistentGrade

#: The grades of the buttons. The first grade is too low for any course, the second grade is above the program's
#: passing grade, and the third grade is above the admission bar.
ONE_CLICK_RATIOS = ("0.45", "0.62", "0.85")


@dataclass(frozen=True, slots=True)
class Offer:
    """One button. ``step`` is a name in ``steps``. A step with a grade has the form ``name:grade``."""

    step: str
    label: str


def first_offers(enrollment: Enrollment | None, *, is_exam: bool) -> list[Offer]:
    """Return the most useful steps.

    These steps are an enrollment and then grades. One step submits, grades and verifies an exam.
    """
    if enrollment is None or not enrollment.is_active:
        return [Offer("enrolled", "Enroll verified"), Offer("audit", "Audit")]
    step = "exam" if is_exam else "grade"
    return [Offer(f"{step}:{ratio}", ratio) for ratio in ONE_CLICK_RATIOS]


def more_offers(
    enrollment: Enrollment | None,
    grade: PersistentGrade | None,
    certificate: CourseCertificate | None,
    *,
    is_exam: bool,
) -> list[Offer]:
    """Return the less useful steps, in the order in which the steps happen in a course."""
    is_active = enrollment is not None and enrollment.is_active
    is_audit = is_active and enrollment.mode == AUDIT
    candidates = (
        (is_audit, "upgraded", "Upgrade"),
        (is_active and not is_audit, "refunded", "Refund"),
        (is_exam and is_active, "exam_submitted", "Submit exam"),
        (is_exam and is_active, "exam_verified", "Verify exam"),
        (is_exam and is_active, "exam_rejected:0", "Reject exam"),
        (certificate is not None and certificate.status == DOWNLOADABLE, "invalidated", "Invalidate certificate"),
        (grade is not None, "grade_deleted", "Delete grade"),
        (is_active, "unenrolled", "Unenroll"),
    )
    return [Offer(step, label) for makes_sense, step, label in candidates if makes_sense]
