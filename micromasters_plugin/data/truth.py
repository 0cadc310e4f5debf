"""The platform's truth, as its ports return it, and the attempts made from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data.states import ExamStatus


@dataclass(frozen=True, slots=True)
class EnrollmentChange:
    """A change of an enrollment at ``time``: its mode and activity from then on."""

    time: datetime
    mode: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Enrollment:
    """A learner's enrollment in one course run. ``mode`` is the site's own string.

    ``history`` has its changes of mode or activity, oldest first, the present state last; () if the platform has none.
    """

    mode: str
    is_active: bool
    created: datetime
    history: tuple[EnrollmentChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Grade:
    """A course grade as the platform stores it: a raw, unchecked float, mostly in 0–1.

    ``passed_course`` is the course's own verdict (a letter grade is set). ``passed_timestamp`` is the platform's date
    of the first pass, which stays if the grade drops later.
    """

    percent: float
    passed_course: bool
    passed_timestamp: datetime | None
    modified: datetime


@dataclass(frozen=True, slots=True)
class CourseCertificate:
    """The platform's certificate for one run. ``is_invalidated`` comes from the invalidation record.

    ``is_allowlisted``: staff granted it, whatever the grade. ``status`` is empty for an allowlisted learner without a
    certificate.
    """

    status: str
    mode: str
    is_invalidated: bool
    is_allowlisted: bool = False


@dataclass(frozen=True, slots=True)
class ExamAttempt:
    """The newest known attempt at one proctored exam (``usage_key``) in a course run."""

    usage_key: str
    status: ExamStatus
    time: datetime


@dataclass(frozen=True, slots=True)
class ServiceExam:
    """A proctored exam in the exam service. ``id`` is the service's own, and ``usage_key`` is the subsection's."""

    id: int
    course_run: str
    usage_key: str


@dataclass(frozen=True, slots=True)
class ServiceAttempt:
    """A handed-in attempt in the exam service's list. ``id`` is the service's own.

    ``user_id`` is None if the platform has nobody of that username, or if they are leaving. ``status`` is None if this
    package does not know the service's ``word`` for it.
    """

    id: int
    user_id: int | None
    word: str
    status: ExamStatus | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """Everything known about one learner in one course run.

    ``ratio`` is the rounded grade, or None. ``platform_grade`` is the platform's own number, as text, if it is above 1
    (``ratio`` is then 1) or invalid (``ratio`` is then None), else "".
    ``bar_reached`` is when the program's bar was reached. ``bar_reached_seen`` is True if this package observed that
    date, because the platform does not keep it.
    """

    course_run: str
    run_start: datetime | None = None
    run_end: datetime | None = None
    enrollment: Enrollment | None = None
    ratio: Decimal | None = None
    passed_course: bool = False
    certificate_invalidated: bool = False
    certificate_allowlisted: bool = False
    exams: tuple[ExamAttempt, ...] = ()
    bar_reached: datetime | None = None
    bar_reached_seen: bool = False
    platform_grade: str = ""


@dataclass(frozen=True, slots=True)
class CourseRun:
    """A course run. ``passing_grade`` is the course's own, 0–1. Price, deadlines and address are for display only."""

    key: str
    title: str
    start: datetime | None = None
    end: datetime | None = None
    passing_grade: Decimal | None = None
    enrollment_end: datetime | None = None
    upgrade_deadline: datetime | None = None
    upgrade_price: Decimal | None = None
    currency: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account on the site. This is personal data: use it only for the platform's own events."""

    user_id: int
    username: str
    email: str
    name: str
    is_active: bool
