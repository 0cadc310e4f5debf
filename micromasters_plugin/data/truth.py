"""Define the facts that the ports read from the platform, and the attempts that are built from the facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from micromasters_plugin.data.states import ExamStatus


@dataclass(frozen=True, slots=True)
class EnrollmentChange:
    """A change of an enrollment at ``time``. The mode and the activity are the values after the change."""

    time: datetime
    mode: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Enrollment:
    """A learner's enrollment in one course run. ``mode`` is the platform's string, such as ``verified``.

    ``history`` has the changes of mode or activity, oldest first, including the change to the present state.
    ``history`` is () if the platform stores no history.
    """

    mode: str
    is_active: bool
    created: datetime
    history: tuple[EnrollmentChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Grade:
    """The platform's grade of a course. The grade is an unchecked float, usually in 0–1.

    ``passed_course`` tells whether the course itself counts as passed. A course counts as passed if a letter grade is
    set. ``passed_timestamp`` is the platform's date of the first pass. The platform keeps the date of the first pass if
    the grade drops later.
    """

    percent: float
    passed_course: bool
    passed_timestamp: datetime | None
    modified: datetime


@dataclass(frozen=True, slots=True)
class CourseCertificate:
    """The platform's certificate for one course run.

    ``is_invalidated`` comes from the invalidation record. ``is_allowlisted`` tells whether staff granted the
    certificate regardless of the grade. ``status`` is the platform's own word, such as "downloadable". If an
    allowlisted learner has no certificate, ``status`` is "".
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
    """A proctored exam in the exam service. ``id`` is the service's id. ``usage_key`` is the key of the subsection."""

    id: int
    course_run: str
    usage_key: str


@dataclass(frozen=True, slots=True)
class ServiceAttempt:
    """A submitted attempt in the exam service's list. ``id`` is the service's id.

    ``user_id`` is None if no account has the attempt's username, or if the person is leaving. ``word`` is the service's
    name for the status. ``status`` is None if the plugin does not know the service's name for the status.
    """

    id: int
    user_id: int | None
    word: str
    status: ExamStatus | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """All facts about one learner in one course run.

    ``ratio`` is the rounded grade, or None if the attempt has no valid grade. ``platform_grade`` is the platform's
    number as text if the number is above 1 or invalid. ``ratio`` is 1 for a number above 1, and None for an invalid
    number. For any other number, ``platform_grade`` is "". ``bar_reached`` is the time by which the learner reached the
    program's bar. If the platform does not store the time, the plugin observes the time itself and ``bar_reached_seen``
    is True. Days are days in the time zone of the version that reads the attempt. The rules about days read only the
    days. If nobody knows on which day the learner reached the bar, ``reached_day`` is None, even if ``bar_reached`` has
    a time. ``release`` is when the run's results are published, or None if the results are not held back.
    ``certificate_status`` is the platform's own word, or "" without a certificate.
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
    start_day: date | None = None
    end_day: date | None = None
    reached_day: date | None = None
    release: datetime | None = None
    certificate_status: str = ""


@dataclass(frozen=True, slots=True)
class CourseRun:
    """A course run. ``passing_grade`` is the course's passing grade, 0–1.

    Only pages use price, deadlines and address. ``certificates_available`` is when the platform shows the run's
    certificates, or None if the platform shows each certificate immediately.
    """

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
    certificates_available: datetime | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account on the site. An account is personal data. Use an account only in the platform's own events."""

    user_id: int
    username: str
    email: str
    name: str
    is_active: bool
