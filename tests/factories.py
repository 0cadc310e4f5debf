"""Create definitions, events and answers that several tests need."""

from __future__ import annotations

from datetime import UTC, datetime

from opaque_keys.edx.keys import CourseKey, UsageKey
from openedx_events.learning import data, signals

from micromasters_plugin.data.states import ExamStatus
from micromasters_plugin.data.truth import ServiceAttempt, ServiceExam

ORG_RUN = "course-v1:Ex+{}+2026"
UUID_A = "6f0ec6b5-7f3e-4b8f-9d0e-3f6c0a4c1a01"
UUID_B = "6f0ec6b5-7f3e-4b8f-9d0e-3f6c0a4c1a02"

PROGRAM = """\
schema: 1
uuid: {uuid}
key: {key}
kind: micromasters
title: Example program
institution: Example University
effective_from: 2025-01-01
drop_policy: {drop_policy}
admission: {{composite: 0.80, credential: true}}
requirements:
  all_of:
{courses}
"""


def program_text(
    *courses: str, uuid: str = UUID_A, key: str = "example", drop_policy: str = "review", bar: str = "0.60"
) -> str:
    """Return a definition that requires all of ``courses`` (numbers of the organisation Ex) with one passing grade."""
    lines = "".join(
        f"    - course: Ex+{number}\n      key: {number}\n      title: Course {number}\n      passing_grade: {bar}\n"
        for number in courses
    )
    return PROGRAM.format(uuid=uuid, key=key, drop_policy=drop_policy, courses=lines)


def proctored_text(*courses: str, **named: str) -> str:
    """Return the definition of ``program_text``, in which every course is proctored."""
    return program_text(*courses, **named).replace("      title:", "      proctored: true\n      title:")


def run_of(number: str) -> str:
    """Return the run key of a course of the organisation Ex."""
    return ORG_RUN.format(number)


def send_grade(user_id: int, run: str, percent: float = 0.8, *, robust: bool = True) -> None:
    """Send PERSISTENT_GRADE_SUMMARY_CHANGED as the platform does. The percentage is only a hint."""
    grade = grade_data(user_id, run, percent)
    signals.PERSISTENT_GRADE_SUMMARY_CHANGED.send_event(send_robust=robust, grade=grade)


def grade_data(user_id: int, run: str, percent: float = 0.8) -> data.PersistentCourseGradeData:
    """Return the payload of PERSISTENT_GRADE_SUMMARY_CHANGED, in a course with the passing grade 0.5."""
    is_passed = percent >= 0.5
    return data.PersistentCourseGradeData(
        user_id=user_id,
        course=data.CourseData(course_key=CourseKey.from_string(run)),
        course_edited_timestamp=datetime.now(UTC),
        course_version="1",
        grading_policy_hash="hash",
        percent_grade=percent,
        letter_grade="Pass" if is_passed else "",
        passed_timestamp=datetime.now(UTC) if is_passed else None,
    )


def send_exam(user_id: int, run: str, status: str, *, time: datetime | None = None, exam: str = "exam") -> None:
    """Send EXAM_ATTEMPT_<status> for one proctored exam of a run."""
    getattr(signals, f"EXAM_ATTEMPT_{status.upper()}").send_event(exam_attempt=exam_data(user_id, run, exam), time=time)


def exam_data(user_id: int, run: str, exam: str = "exam") -> data.ExamAttemptData:
    """Return the payload of EXAM_ATTEMPT_*, for a proctored exam of a run."""
    user = user_data(user_id)
    key = CourseKey.from_string(run)
    return data.ExamAttemptData(
        student_user=user,
        course_key=key,
        usage_key=UsageKey.from_string(str(key.make_usage_key("sequential", exam))),
        exam_type="proctored",
        requesting_user=user,
    )


def user_data(user_id: int) -> data.UserData:
    """Return a learner in the form that events have."""
    pii = data.UserPersonalData(username=f"learner{user_id}", email=f"learner{user_id}@example.org", name="")
    return data.UserData(id=user_id, is_active=True, pii=pii)


def service_exam(run: str, number: int = 1, exam: str = "exam") -> ServiceExam:
    """Return a proctored exam of a run in the form that the exam service lists."""
    return ServiceExam(number, run, str(CourseKey.from_string(run).make_usage_key("sequential", exam)))


def service_attempt(user_id: int | None, word: str = "verified", number: int = 1) -> ServiceAttempt:
    """Return an attempt in the form that the exam service lists.

    The argument ``word`` is the status in the service's answer.
    """
    return ServiceAttempt(number, user_id, word, ExamStatus(word) if word in set(ExamStatus) else None)
