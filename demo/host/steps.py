"""The steps of a grade book.

Files and forms use the names of the steps. ``gradebook`` sends the events of each step.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.models import User

from host import gradebook
from host.models import CourseRun

#: The steps that have a grade between 0 and 1.
GRADED = frozenset({"grade", "exam", "exam_rejected"})

_Act = Callable[[User, CourseRun, float, datetime], None]

STEPS: dict[str, _Act] = {
    "enrolled": lambda user, run, ratio, when: gradebook.enroll(user, run, mode=gradebook.VERIFIED, when=when),
    "audit": lambda user, run, ratio, when: gradebook.enroll(user, run, mode=gradebook.AUDIT, when=when),
    "upgraded": lambda user, run, ratio, when: gradebook.upgrade(user, run, when=when),
    "refunded": lambda user, run, ratio, when: gradebook.refund(user, run, when=when),
    "unenrolled": lambda user, run, ratio, when: gradebook.unenroll(user, run, when=when),
    "grade": lambda user, run, ratio, when: gradebook.set_grade(user, run, ratio, when=when),
    "exam": lambda user, run, ratio, when: _sit_exam(user, run, ratio, when),
    "exam_submitted": lambda user, run, ratio, when: gradebook.submit_exam(user, run, when=when),
    "exam_verified": lambda user, run, ratio, when: gradebook.verify_exam(user, run, when=when),
    "exam_rejected": lambda user, run, ratio, when: gradebook.reject_exam(user, run, ratio=ratio, when=when),
    "invalidated": lambda user, run, ratio, when: gradebook.invalidate_certificate(user, run, when=when),
    "grade_deleted": lambda user, run, ratio, when: gradebook.delete_grade(user, run, when=when),
}


def take_step(step: str, user: User, run: CourseRun, *, ratio: float = 0.0, when: datetime) -> None:
    """Take one step for a learner in a run at ``when``.

    Raises:
        KeyError: no step has the given name.
        GradebookError: the step is impossible for this learner now.
    """
    STEPS[step](user, run, ratio, when)


def _sit_exam(user: User, run: CourseRun, ratio: float, when: datetime) -> None:
    """Submit, grade and verify the exam, in the order of a successful proctored attempt."""
    gradebook.submit_exam(user, run, when=when)
    gradebook.set_grade(user, run, ratio, when=when)
    gradebook.verify_exam(user, run, when=when)
