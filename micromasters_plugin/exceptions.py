"""What can go wrong, as one tree. Every leaf has a stable ``code``; no Django here.

MicromastersError
├── DefinitionError      a program definition was refused; nothing was imported
├── UnknownUserError     a tracked course names a user the platform does not have
├── UnknownProgramError  no program with that uuid or key
├── UnreadableDefinitionError a stored version is not in the form that this release reads
├── RetiredProgramError  the program was retired, and what was asked for needs one in use; or it was not
├── UnknownCredentialError  no credential with that uuid that may be shown
├── MissingNameError     nobody knows what a credential should call the person
├── RefusedChangeError   a credential in that state cannot be changed so, or the reason is missing
├── MissingReasonError   a person's act on what was parked, or on a program, comes without a reason
├── RefusedOverrideError a decision by hand makes no sense, or the reason is missing
├── NotSentError         a message was certainly not handed over
├── NotYetError          an effect waits for a person; it has not failed
├── UncertainDeliveryError nobody can tell whether a message was sent
├── UnreadableEventError a platform event's payload cannot be parsed
├── ExamFileError        a file of exam attempts was refused; nothing was imported
├── ExamServiceError     the exam service cannot be asked, or its answer cannot be read
├── LedgerKeyError       the key that signs heads of ledgers is missing or unusable
└── LedgerFileError      a file is no exported ledger
"""

from __future__ import annotations

from dataclasses import dataclass


class MicromastersError(Exception):
    """Base of everything this package raises on purpose."""

    code = "micromasters_error"


class UnknownUserError(MicromastersError):
    """The platform has no user with that id."""

    code = "unknown_user"


class UnknownProgramError(MicromastersError):
    """No program has that uuid or key."""

    code = "unknown_program"


class UnreadableDefinitionError(MicromastersError):
    """A stored version is not in the form that this release reads: a newer release wrote it, or it is damaged."""

    code = "unreadable_definition"


class RetiredProgramError(MicromastersError):
    """A retired program takes no import, evaluation or decision by hand; one in use cannot be restored."""

    code = "retired_program"


class UnknownCredentialError(MicromastersError):
    """No credential has that uuid, or it may not be shown."""

    code = "unknown_credential"


class MissingNameError(MicromastersError):
    """The person has neither a verified name nor one in the profile; a username is never printed instead."""

    code = "missing_name"


class RefusedChangeError(MicromastersError):
    """A credential in its present state cannot be changed in this way, or nobody said why it should be."""

    code = "refused_change"


class MissingReasonError(MicromastersError):
    """Nobody said why it should be done; later nobody could tell."""

    code = "missing_reason"


class RefusedOverrideError(MicromastersError):
    """A decision by hand names what does not exist, contradicts itself, was withdrawn already, or has no reason."""

    code = "refused_override"


class NotSentError(MicromastersError):
    """A message was certainly not handed over; it may be tried again."""

    code = "not_sent"


class NotYetError(MicromastersError):
    """An effect has to wait until a person decides; trying it was no failure, and it is asked again later."""

    code = "not_yet"


class UncertainDeliveryError(MicromastersError):
    """A message was about to be sent, and nobody can tell whether it was: a person decides whether to send it again."""

    code = "uncertain_delivery"


class UnreadableEventError(MicromastersError):
    """A platform event carries a payload that cannot be parsed."""

    code = "unreadable_event"


class LedgerKeyError(MicromastersError):
    """No usable Ed25519 key is set, so no head of a ledger can be signed."""

    code = "ledger_key"


class LedgerFileError(MicromastersError):
    """A file does not begin as an exported ledger or a signed head does."""

    code = "ledger_file"


class ExamServiceError(MicromastersError):
    """The exam service does not answer, refuses, or answers what nobody can read."""

    code = "exam_service"


@dataclass(frozen=True)
class DefinitionProblem:
    """One fault of a definition file.

    ``line`` and ``column`` count from 1; ``field`` is a dotted path such as
    ``requirements.all_of[2].passing_grade``; ``message`` says what was expected.
    """

    line: int
    column: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.field}: {self.message}"


class DefinitionError(MicromastersError):
    """A program definition was refused; ``problems`` lists every fault found, in file order."""

    code = "invalid_definition"

    def __init__(self, problems: list[DefinitionProblem]):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class FileProblem:
    """One fault of a file with rows: ``line`` counts from 1, ``column`` is a column's name or "" for the whole line."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{place}: {self.message}"


class ExamFileError(MicromastersError):
    """A file of exam attempts was refused; ``problems`` lists every fault found, in file order."""

    code = "exam_file"

    def __init__(self, problems: list[FileProblem]):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
