"""Define the states that database columns store. The enums are in a separate module, so a process starts quickly."""

from __future__ import annotations

import enum


class ExamStatus(enum.StrEnum):
    """The status of a proctored exam attempt. The names follow the EXAM_ATTEMPT_* events."""

    SUBMITTED = "submitted"
    VERIFIED = "verified"
    REJECTED = "rejected"
    ERRORED = "errored"
    RESET = "reset"


class OverrideKind(enum.StrEnum):
    """The kind of an override.

    A waiver and a grant of further attempts are for one requirement. A discount is for the attempt in one course run. A
    make-up names an exam and the exam that it replaces. The other kinds are for the program. If several kinds for the
    program are in force, the strongest kind decides. A revocation is stronger than a hold, and a hold is stronger than
    an award.
    """

    WAIVE = "waive"
    HOLD = "hold"
    AWARD = "award"
    REVOKE = "revoke"
    GRANT = "grant"
    DISCOUNT = "discount"
    MAKE_UP = "make_up"


class BarKind(enum.StrEnum):
    """Where a learner was seen: below a bar or without a grade, or at the bar or above."""

    BELOW = "below"
    REACHED = "reached"


class CredentialState(enum.StrEnum):
    """The state of a credential that verifiers see."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class CandidateState(enum.StrEnum):
    """The stage of a candidate in the admission cycle. Later releases may add stages."""

    FLAGGED = "flagged"


class ProgramAction(enum.StrEnum):
    """A staff action on a whole program."""

    RETIRE = "retire"
    RESTORE = "restore"
