"""Define data for pages and the API: programs, progress, credentials and candidates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from micromasters_plugin.data.states import CandidateState, CredentialState
from micromasters_plugin.data.truth import CourseRun
from micromasters_plugin.data.verdicts import AdmissionGrade, ProgramState, Reason, RequirementState, UnitVerdict


@dataclass(frozen=True, slots=True)
class ProgramSummary:
    """A program for lists and editors. ``accent`` is a CSS hex colour, or "" if the program has no accent.

    A bar that is reached after the day ``ends`` does not count. If ``ends`` is None, there is no last date. ``ends_at``
    is the first instant after that day. ``timezone`` is the name (IANA) of the time zone of the program's days.
    ``retired`` is the date on which the program was retired, or None for a program in use.
    """

    uuid: str
    key: str
    kind: str
    title: str
    institution: str
    accent: str
    courses: tuple[str, ...]
    ends: date | None = None
    ends_at: datetime | None = None
    retired: datetime | None = None
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class RequirementProgress:
    """One row of the progress display: a course, an exam, a nested program, or a group with its ``children``.

    ``ratio`` is the best known grade, and ``counts`` tells whether the best known grade counts. ``course_run`` is the
    run that determines the state, or None. ``next_run`` is the next run that the learner can join. ``required`` is the
    number of children that a group requires, or 0 for a course or exam. ``timezone`` is the time zone of the days in
    the ``reasons``.
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
    earned_on: date | None
    is_this_course: bool
    course_run: CourseRun | None
    next_run: CourseRun | None
    required: int = 0
    earned_children: int = 0
    children: tuple[RequirementProgress, ...] = ()
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class EarnedRequirement:
    """One requirement that a credential certifies.

    ``earned_on`` is the day on which the learner reached the requirement's bar.
    """

    key: str
    title: str
    earned_on: date | None


@dataclass(frozen=True, slots=True)
class CredentialRecord:
    """The data that a credential's public page shows.

    The record has a name, but lacks grades, e-mail addresses and usernames. ``state_date`` is the start of the present
    state. ``completed_on`` is the day on which the last requirement was met, or None if nobody knows the day. The
    holder had met all requirements by ``completed_by``, the day of the first issue. ``superseded_by`` is the uuid of
    the credential that replaces this credential, or "". ``is_specimen`` is True for a credential that a demo issued.
    """

    uuid: str
    state: CredentialState
    state_date: datetime
    issued: datetime
    completed_on: date | None
    completed_by: date
    name: str
    program_title: str
    program_kind: str
    institution: str
    accent: str
    pathway_worth: str
    requirements: tuple[EarnedRequirement, ...]
    superseded_by: str
    is_specimen: bool


@dataclass(frozen=True, slots=True)
class CandidateRecord:
    """A candidate in the list of admissions staff. Candidates with equal scores share a ``rank`` (1, 2, 2, 4).

    ``score`` is None for a candidate without a composite grade, if the bar requires no composite grade.
    """

    user_id: int
    score: Decimal | None
    rank: int
    state: CandidateState


@dataclass(frozen=True, slots=True)
class Freshness:
    """The fingerprint of a page that shows a learner's progress.

    Equal fingerprints mean that the facts on the page are equal. ``version`` is the number of the program version, or 0
    if the program has no version. ``as_of`` is None if the learner was never evaluated. ``credential_since`` is the
    start of the credential's present state.
    """

    version: int = 0
    retired: datetime | None = None
    as_of: datetime | None = None
    credential_state: str = ""
    credential_since: datetime | None = None
    is_candidate: bool = False


@dataclass(frozen=True, slots=True)
class RelatedProgress:
    """The learner's progress in a program that succeeds or precedes the displayed program.

    ``is_successor`` is False if the related program precedes the displayed program.
    """

    title: str
    is_successor: bool
    earned: bool
    earned_requirements: int
    total_requirements: int


@dataclass(frozen=True, slots=True)
class LearnerProgress:
    """One learner in one program, at the time ``as_of``. If ``as_of`` is None, the learner was never evaluated.

    ``requirements`` are the children of the tree's root. The children have the order of the definition. ``composite``
    is None if nothing is earned. ``admission_bar`` is the composite grade that admission requires, or None if the
    program has no bar. ``credential`` is None until the first credential is issued. ``is_candidate`` tells whether the
    learner was flagged as a candidate. ``units`` are the program's units of knowledge, and may be empty. ``state``
    shows whether an override decides. ``related`` has the preceding and succeeding programs in which the learner has a
    standing. ``version`` is the number of the program version that binds the learner. ``admission_grades`` are the
    grades that the admission bar requires in named courses, in one of the first ``admission_attempts`` tries and on the
    day ``admission_until`` or earlier. ``rules_from`` is the day from which the binding version is in force.
    ``rules_changed`` is the day on which this version began to bind a learner who had begun before. Both days are None
    for a learner who was never evaluated. ``rules_changed`` is also None if the rules never changed for the learner.
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
    units: tuple[UnitVerdict, ...] = ()
    state: ProgramState = ProgramState.OPEN
    related: tuple[RelatedProgress, ...] = ()
    version: int = 0
    admission_grades: tuple[AdmissionGrade, ...] = ()
    admission_attempts: int | None = None
    admission_until: date | None = None
    rules_from: date | None = None
    rules_changed: date | None = None

    @property
    def rules_number(self) -> int:
        """Return the number of the version that binds the learner."""
        return self.version

    @property
    def freshness(self) -> Freshness:
        """Return the fingerprint of this progress."""
        credential = self.credential
        return Freshness(
            self.version,
            self.program.retired,
            self.as_of,
            credential.state.value if credential else "",
            credential.state_date if credential else None,
            self.is_candidate,
        )
