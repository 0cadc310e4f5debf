"""Define parts of verdicts: verdicts on attempts, reasons, overrides, and the states of requirements and programs."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from micromasters_plugin.data.states import OverrideKind


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason why a thing counts or does not count. A reason has a stable code and values.

    Pages and commands turn a reason into words.
    """

    code: str
    values: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """Return the value with the given name, or "" if the reason has no such value."""
        return dict(self.values).get(name, "")


@dataclass(frozen=True, slots=True)
class AttemptVerdict:
    """The verdict on one attempt for its requirement. ``reasons`` is empty if and only if the attempt counts.

    ``reached`` is the day on which the learner reached the requirement's bar. ``reached`` is None if the learner did
    not reach the bar or if the day is unknown. ``is_try`` tells whether the attempt is one of the learner's tries (see
    ``domain/tries``).
    """

    course_run: str
    counts: bool
    ratio: Decimal | None
    reasons: tuple[Reason, ...]
    reached: date | None = None
    is_try: bool = False


@dataclass(frozen=True, slots=True)
class OverrideDecision:
    """An override that is in force from ``time`` until ``expires``. If ``expires`` is None, the override never ends.

    A waiver has the requirement's key and may have a ``ratio`` for the composite grade (0–1, 4 places) and the
    ``day`` on which the requirement was met. A grant names the requirement's key and the ``count`` of further attempts.
    A discount names the ``course_run`` in which the attempt does not count. A make-up names the usage keys of the
    make-up ``exam`` and of the exam that it makes up for. All other kinds of overrides concern the program. ``reason``
    is for staff.
    """

    kind: OverrideKind
    requirement: str
    actor_id: int
    reason: str
    time: datetime
    expires: datetime | None = None
    ratio: Decimal | None = None
    day: date | None = None
    count: int | None = None
    course_run: str = ""
    exam: str = ""
    make_up_for: str = ""

    @property
    def subject(self) -> str:
        """Return what the override concerns, with its values, such as "2x with 0.9000".

        For a program, the result is "".
        """
        if self.make_up_for:
            return f"{self.exam} for {self.make_up_for}"
        values = ((" with {}", self.ratio), (" on {}", self.day), (" +{}", self.count))
        return self.course_run + self.requirement + "".join(form.format(it) for form, it in values if it is not None)


@dataclass(frozen=True, slots=True)
class OverrideRecord:
    """A stored override. If ``withdrawn`` is None, nobody withdrew the override, but the override may have expired."""

    id: int
    override: OverrideDecision
    withdrawn: datetime | None
    withdrawn_by: int | None
    withdrawn_reason: str


class ProgramState(enum.StrEnum):
    """The state of a learner in a program. An override decides the state. Without an override, the tree decides."""

    OPEN = "open"
    EARNED = "earned"
    AWARDED = "awarded"
    HELD = "held"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class AdmissionGrade:
    """A grade that the admission bar requires in one course.

    ``key`` is the key of the course, and ``bar`` is the grade that the course needs, 0–1. ``ratio`` is the best grade
    within the limits of the admission bar, or None if there is no such grade.
    """

    key: str
    title: str
    bar: Decimal
    ratio: Decimal | None
    is_met: bool


@dataclass(frozen=True, slots=True)
class UnitVerdict:
    """The verdict on a unit of knowledge. ``earned_courses`` counts the earned courses that cover the unit."""

    key: str
    title: str
    earned_courses: int
    required_courses: int

    @property
    def is_mastered(self) -> bool:
        return self.earned_courses >= self.required_courses


class RequirementState(enum.StrEnum):
    """The states of a requirement. No state depends on the clock."""

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
    WAIVED = "waived"
    COUNTS_ELSEWHERE = "counts_elsewhere"
    OUTSIDE_DATES = "outside_dates"
    FINAL_TO_TAKE = "final_to_take"
    FINAL_BELOW_BAR = "final_below_bar"
    COURSEWORK_BELOW_BAR = "coursework_below_bar"
    CERTIFICATE_AWAITED = "certificate_awaited"
    OTHER_TRACK = "other_track"
    OTHER_RUN = "other_run"
    LAPSED = "lapsed"
    NO_ATTEMPTS_LEFT = "no_attempts_left"
    SET_ASIDE = "set_aside"
    GROUP_OPEN = "group_open"
