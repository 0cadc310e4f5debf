"""The states that columns keep. Apart from the records that hold them, which a starting process does without."""

from __future__ import annotations

import enum


class ExamStatus(enum.StrEnum):
    """Where a proctored exam attempt stands; names follow the EXAM_ATTEMPT_* events."""

    SUBMITTED = "submitted"
    VERIFIED = "verified"
    REJECTED = "rejected"
    ERRORED = "errored"
    RESET = "reset"


class OverrideKind(enum.StrEnum):
    """What staff may decide by hand. Of several in force the strongest holds: revoke, hold, award; or a waiver."""

    WAIVE = "waive"
    HOLD = "hold"
    AWARD = "award"
    REVOKE = "revoke"


class CredentialState(enum.StrEnum):
    """What a verifier is told of a credential."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class CandidateState(enum.StrEnum):
    """Where a candidate stands in the admission cycle; later stages join with the admissions work."""

    FLAGGED = "flagged"


class ProgramAction(enum.StrEnum):
    """What a person does to a program as a whole."""

    RETIRE = "retire"
    RESTORE = "restore"
