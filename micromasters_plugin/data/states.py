"""The states that columns keep. They have a module of their own, because a starting process needs no other records."""

from __future__ import annotations

import enum


class ExamStatus(enum.StrEnum):
    """The status of a proctored exam attempt. Names follow the EXAM_ATTEMPT_* events."""

    SUBMITTED = "submitted"
    VERIFIED = "verified"
    REJECTED = "rejected"
    ERRORED = "errored"
    RESET = "reset"


class OverrideKind(enum.StrEnum):
    """The kind of an override. The strongest in force decides: revoke, hold, award. A waiver is for one requirement."""

    WAIVE = "waive"
    HOLD = "hold"
    AWARD = "award"
    REVOKE = "revoke"


class CredentialState(enum.StrEnum):
    """The state of a credential, as verifiers see it."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class CandidateState(enum.StrEnum):
    """The stage of a candidate in the admission cycle. The admissions work will add later stages."""

    FLAGGED = "flagged"


class ProgramAction(enum.StrEnum):
    """An action of a person on a whole program."""

    RETIRE = "retire"
    RESTORE = "restore"
