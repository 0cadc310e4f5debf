"""The platform's truth, as the port returns it, and an attempt put together from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data.states import ExamStatus


@dataclass(frozen=True, slots=True)
class EnrollmentChange:
    """What an enrollment became at ``time``."""

    time: datetime
    mode: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Enrollment:
    """A learner's enrollment in one course run; ``mode`` is the site's own string.

    ``history`` holds its changes of mode or activity, oldest first, the present one last; () where none is kept.
    """

    mode: str
    is_active: bool
    created: datetime
    history: tuple[EnrollmentChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Grade:
    """A persisted course grade as the platform keeps it: a raw float, not yet checked, mostly in 0–1.

    ``passed_course`` is the course's own verdict (a letter grade is set); ``passed_timestamp`` is the
    platform's sticky date of the first pass and survives a later drop.
    """

    percent: float
    passed_course: bool
    passed_timestamp: datetime | None
    modified: datetime


@dataclass(frozen=True, slots=True)
class CourseCertificate:
    """The platform's certificate of one run; ``is_invalidated`` comes from the invalidation record.

    ``is_allowlisted``: staff granted it whatever the grade. ``status`` is empty for who is allowlisted without any.
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
    """A proctored exam that the exam service keeps, by the service's own ``id``; ``usage_key`` is its subsection."""

    id: int
    course_run: str
    usage_key: str


@dataclass(frozen=True, slots=True)
class ServiceAttempt:
    """An attempt that was handed in, as the exam service lists it, by the service's own ``id``.

    ``user_id`` is None where the platform has nobody of that username, or they are leaving; ``status`` is None where
    the service's ``word`` for it is not known here.
    """

    id: int
    user_id: int | None
    word: str
    status: ExamStatus | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """All that is known of one learner in one course run.

    ``ratio`` is the grade after rounding, or None without one. ``platform_grade`` is the platform's own number if the
    ratio differs from it, else empty: above 1, which counts as 1, or an invalid grade (``ratio`` None).
    ``bar_reached`` is when the program's bar was reached, with ``bar_reached_seen`` True where that date was observed
    by this package because the platform does not keep it.
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
    """A course run. ``passing_grade`` is the course's own bar, 0–1; price, deadlines and address are for display."""

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
    """A person's account on the site. Personal data: for the platform's own events only."""

    user_id: int
    username: str
    email: str
    name: str
    is_active: bool
