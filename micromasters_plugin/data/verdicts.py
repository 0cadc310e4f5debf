"""Verdicts of the rules: whether an attempt counts, why, and the state of a requirement."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data.states import OverrideKind


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
    """Whether one attempt counts for its requirement; ``reasons`` is empty exactly when it does.

    ``reached`` is when the requirement's bar was reached, None where it was not or nobody knows.
    """

    course_run: str
    counts: bool
    ratio: Decimal | None
    reasons: tuple[Reason, ...]
    reached: datetime | None = None


@dataclass(frozen=True, slots=True)
class OverrideDecision:
    """A person's decision that no event undoes: in force from ``time`` until ``expires`` (None: for good).

    A waiver names the requirement's key and may carry a ``ratio`` for the composite (0–1, 4 places); the others concern
    the program. ``reason`` is for staff.
    """

    kind: OverrideKind
    requirement: str
    actor_id: int
    reason: str
    time: datetime
    expires: datetime | None = None
    ratio: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OverrideRecord:
    """An override as it is kept. ``withdrawn`` None: nobody took it back; it may have expired all the same."""

    id: int
    override: OverrideDecision
    withdrawn: datetime | None
    withdrawn_by: int | None
    withdrawn_reason: str


class ProgramState(enum.StrEnum):
    """Whether a program is earned, and by what: its tree, or a person."""

    OPEN = "open"
    EARNED = "earned"
    AWARDED = "awarded"
    HELD = "held"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class UnitVerdict:
    """A unit of knowledge: earned courses that cover it, and how many it takes."""

    key: str
    title: str
    earned_courses: int
    required_courses: int

    @property
    def is_mastered(self) -> bool:
        return self.earned_courses >= self.required_courses


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
    WAIVED = "waived"
    COUNTS_ELSEWHERE = "counts_elsewhere"
    OUTSIDE_DATES = "outside_dates"
    FINAL_TO_TAKE = "final_to_take"
    FINAL_BELOW_BAR = "final_below_bar"
    GROUP_OPEN = "group_open"
