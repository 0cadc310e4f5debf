"""What the package hands to others: frozen data, no Django, no models.

Grades are exact decimals in 0–1 with 4 places; instants are aware datetimes in UTC; course runs are
``str`` keys such as ``course-v1:MITx+CTL.SC0x+3T2026``.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

__all__ = [
    "Account",
    "Attempt",
    "AttemptVerdict",
    "CandidateRecord",
    "CandidateState",
    "CourseCertificate",
    "CourseRun",
    "CredentialRecord",
    "CredentialState",
    "EarnedRequirement",
    "Enrollment",
    "ExamAttempt",
    "ExamStatus",
    "Grade",
    "ImportResult",
    "LearnerProgress",
    "ProgramSummary",
    "Reason",
    "RequirementProgress",
    "RequirementState",
    "StandingRow",
    "SweepResult",
]


# --- the platform's truth, as the port returns it -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Enrollment:
    """A learner's enrollment in one course run; ``mode`` is the site's own string."""

    mode: str
    is_active: bool
    created: datetime


@dataclass(frozen=True, slots=True)
class Grade:
    """A persisted course grade as the platform keeps it: a raw float, not yet checked.

    ``passed_course`` is the course's own verdict (a letter grade is set); ``passed_timestamp`` is the
    platform's sticky date of the first pass and survives a later drop.
    """

    percent: float
    passed_course: bool
    passed_timestamp: datetime | None
    modified: datetime


@dataclass(frozen=True, slots=True)
class CourseCertificate:
    """The platform's certificate of one run; ``is_invalidated`` comes from the invalidation record."""

    status: str
    mode: str
    is_invalidated: bool


class ExamStatus(enum.StrEnum):
    """Where a proctored exam attempt stands; names follow the EXAM_ATTEMPT_* events."""

    SUBMITTED = "submitted"
    VERIFIED = "verified"
    REJECTED = "rejected"
    ERRORED = "errored"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class ExamAttempt:
    """The newest known attempt at one proctored exam (``usage_key``) in a course run."""

    usage_key: str
    status: ExamStatus
    time: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """All that is known of one learner in one course run.

    ``ratio`` is the grade after rounding, or None without one. ``bar_reached`` is when the program's
    bar was reached, with ``bar_reached_seen`` True where that date was observed by this package
    because the platform does not keep it.
    """

    course_run: str
    run_start: datetime | None = None
    run_end: datetime | None = None
    enrollment: Enrollment | None = None
    ratio: Decimal | None = None
    passed_course: bool = False
    certificate_invalidated: bool = False
    exams: tuple[ExamAttempt, ...] = ()
    bar_reached: datetime | None = None
    bar_reached_seen: bool = False


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


# --- verdicts -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something counts or does not: a stable code and its values; words are made at the edge."""

    code: str
    values: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """Return the named value, or an empty string where the reason carries none of that name."""
        return dict(self.values).get(name, "")


@dataclass(frozen=True, slots=True)
class AttemptVerdict:
    """Whether one attempt counts for its requirement; ``reasons`` is empty exactly when it does."""

    course_run: str
    counts: bool
    ratio: Decimal | None
    reasons: tuple[Reason, ...]


class RequirementState(enum.StrEnum):
    """The states a requirement can be in, none of which depends on the clock."""

    EARNED = "earned"
    NOT_ENROLLED = "not_enrolled"
    AUDIT = "audit"
    IN_PROGRESS = "in_progress"
    BELOW_PROGRAM_BAR = "below_program_bar"
    EXAM_TO_TAKE = "exam_to_take"
    EXAM_UNDER_REVIEW = "exam_under_review"
    EXAM_REJECTED = "exam_rejected"
    EXAM_ERRORED = "exam_errored"
    EMBARGOED = "embargoed"
    INVALIDATED = "invalidated"
    OUT_OF_ORDER = "out_of_order"
    LOCKED = "locked"
    GROUP_OPEN = "group_open"


# --- what people see ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProgramSummary:
    """A program as lists and editors show it. ``accent`` is a CSS hex colour, or empty."""

    uuid: str
    key: str
    kind: str
    title: str
    institution: str
    accent: str
    courses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequirementProgress:
    """One row of the progress display: a course, an exam, or a group with its ``children``.

    ``ratio`` is the best grade known, counting or not; ``counts`` says which. ``course_run`` is the run
    that the state speaks of, if any; ``next_run`` the next one a learner could join. ``required`` is the
    number of children a group asks for (0 for a course or exam).
    """

    key: str
    kind: str
    title: str
    course: str
    state: RequirementState
    reasons: tuple[Reason, ...]
    passing_grade: Decimal | None
    weight: Decimal
    ratio: Decimal | None
    counts: bool
    earned_on: datetime | None
    is_this_course: bool
    course_run: CourseRun | None
    next_run: CourseRun | None
    required: int = 0
    earned_children: int = 0
    children: tuple[RequirementProgress, ...] = ()


class CredentialState(enum.StrEnum):
    """What a verifier is told of a credential."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class EarnedRequirement:
    """One line of what a credential certifies; ``earned_on`` is the day its bar was reached."""

    key: str
    title: str
    earned_on: date | None


@dataclass(frozen=True, slots=True)
class CredentialRecord:
    """A program certificate as its public page shows it: a name, never a grade, e-mail or username.

    ``state_date`` is when the present state began; ``superseded_by`` is the uuid of the credential that
    replaced this one, or empty. ``is_specimen`` marks what a demo issued.
    """

    uuid: str
    state: CredentialState
    state_date: datetime
    issued: datetime
    name: str
    program_title: str
    program_kind: str
    institution: str
    accent: str
    pathway_worth: str
    requirements: tuple[EarnedRequirement, ...]
    superseded_by: str
    is_specimen: bool


class CandidateState(enum.StrEnum):
    """Where a candidate stands in the admission cycle; later stages join with the admissions work."""

    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class CandidateRecord:
    """A candidate as admissions staff see it. Equal scores share a ``rank`` (1, 2, 2, 4)."""

    user_id: int
    score: Decimal
    rank: int
    state: CandidateState


@dataclass(frozen=True, slots=True)
class LearnerProgress:
    """One learner in one program, as of ``as_of`` (None: never evaluated, nothing earned yet).

    ``requirements`` are the children of the tree's root in the definition's order. ``composite`` is None
    while nothing is earned. ``admission_bar`` is the composite the program's admission asks for, or None.
    ``credential`` is None until one is issued; ``is_candidate`` says that the learner was flagged.
    """

    program: ProgramSummary
    as_of: datetime | None
    earned: bool
    earned_requirements: int
    total_requirements: int
    composite: Decimal | None
    admission_bar: Decimal | None
    meets_admission_bar: bool
    pathway_title: str
    pathway_worth: str
    requirements: tuple[RequirementProgress, ...]
    credential: CredentialRecord | None
    is_candidate: bool


# --- results of operations ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: ``created_version`` is the version's number, or None where nothing had changed."""

    program_key: str
    program_uuid: str
    created_program: bool
    created_version: int | None


@dataclass(frozen=True, slots=True)
class SweepResult:
    """What one sweep did, in counts.

    ``evaluations`` counts learner × program evaluations, ``decisions`` those that changed something that
    the ledger keeps, ``parked`` those set aside with an error, ``orders`` the effects carried out.
    """

    hints: int = 0
    evaluations: int = 0
    decisions: int = 0
    parked: int = 0
    orders: int = 0

    def __add__(self, other: SweepResult) -> SweepResult:
        return SweepResult(
            self.hints + other.hints,
            self.evaluations + other.evaluations,
            self.decisions + other.decisions,
            self.parked + other.parked,
            self.orders + other.orders,
        )


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One line of the standings export; ``composite`` is None while nothing is earned."""

    learner_id: int
    earned: bool
    composite: Decimal | None
    earned_requirements: int
    total_requirements: int
