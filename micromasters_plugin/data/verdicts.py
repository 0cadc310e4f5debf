"""Verdicts of the rules: whether an attempt counts, why, and the state of a requirement."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import Decimal


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
