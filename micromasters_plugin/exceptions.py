"""What can go wrong, as one tree. Every leaf has a stable ``code``; no Django here.

MicromastersError
├── DefinitionError      a program definition was refused; nothing was imported
├── PlatformOutageError  the platform does not answer, for nobody of a program; no learner's fault
├── OutOfStepsError      a question to the rules takes more steps than it may; it is answered "not worked out"
├── TooManyRequestsError  a person asks for more plans in a minute than one may
├── NotAllowedError      somebody asks for what they may not see or do
├── UnknownUserError     a tracked course names a user the platform does not have
├── UnknownProgramError  no program with that uuid or key
├── UnreadableDefinitionError a stored version is not in the form that this release reads
├── RetiredProgramError  the program was retired, and what was asked for needs one in use; or it was not
├── UnknownCredentialError  no credential with that uuid that may be shown
├── MissingNameError     nobody knows what a credential should call the person
├── RefusedChangeError   a credential in that state cannot be changed so, or the reason is missing
├── UnknownKindError     nothing of that kind is ever parked
├── MissingReasonError   a person's act on what was parked, or on a program, comes without a reason
├── RefusedOverrideError a decision by hand makes no sense, or the reason is missing
├── NotSentError         a message was certainly not handed over; it may be tried again
│   └── MailServerDownError  nor would any other be, for the time being
├── RefusedMessageError  a message was certainly not handed over, and trying again is of no use
├── NotYetError          an effect waits for a person; it has not failed
├── UncertainDeliveryError nobody can tell whether a message was sent
├── UnreadableEventError a platform event's payload cannot be parsed
├── ExamFileError        a file of exam attempts was refused; nothing was imported
├── ExamServiceError     the exam service cannot be asked, or its answer cannot be read
├── NestedRetryError     a function that is retried after a deadlock was called within a transaction
├── LedgerKeyError       the key that signs heads of ledgers is missing or unusable
├── LedgerChangedError   somebody was erased while a ledger was exported
└── LedgerFileError      a file is no exported ledger
"""

from __future__ import annotations

from dataclasses import dataclass


class MicromastersError(Exception):
    """Base of everything this package raises on purpose."""

    code = "micromasters_error"

    #: True if the text is this package's own and names people only by number, so that a log may have it.
    names_nobody = False


class PlatformOutageError(MicromastersError):
    """The platform's tables, or this package's, do not answer for any learner."""

    code = "platform_outage"


class OutOfStepsError(MicromastersError):
    """A question to the rules takes more steps than it may."""

    code = "out_of_steps"
    names_nobody = True


class TooManyRequestsError(MicromastersError):
    """A person asks for plans too often; ``retry_after_seconds`` (1–60) says when to try again."""

    code = "too_many_requests"
    names_nobody = True

    def __init__(self, retry_after_seconds: int):
        self.retry_after_seconds = retry_after_seconds
        super().__init__(f"too many requests: ask again in {retry_after_seconds} seconds")


class NotAllowedError(MicromastersError):
    """Somebody asks for what they may not see or do."""

    code = "not_allowed"
    names_nobody = True


class UnknownUserError(MicromastersError):
    """The platform has no user with that id."""

    code = "unknown_user"
    names_nobody = True


class UnknownProgramError(MicromastersError):
    """No program has that uuid or key."""

    code = "unknown_program"


class UnreadableDefinitionError(MicromastersError):
    """A stored version is not in the form that this release reads: a newer release wrote it, or it is damaged."""

    code = "unreadable_definition"
    names_nobody = True


class RetiredProgramError(MicromastersError):
    """A retired program takes no import, evaluation or decision by hand; one in use cannot be restored."""

    code = "retired_program"
    names_nobody = True


class UnknownCredentialError(MicromastersError):
    """No credential has that uuid, or it may not be shown."""

    code = "unknown_credential"


class MissingNameError(MicromastersError):
    """The person has neither a verified name nor one in the profile; a username is never printed instead."""

    code = "missing_name"
    names_nobody = True


class RefusedChangeError(MicromastersError):
    """A credential in its present state cannot be changed in this way, or nobody said why it should be."""

    code = "refused_change"
    names_nobody = True


class UnknownKindError(MicromastersError):
    """There is no such kind of parked work."""

    code = "unknown_kind"


class MissingReasonError(MicromastersError):
    """Nobody said why it should be done; later nobody could tell."""

    code = "missing_reason"
    names_nobody = True


class RefusedOverrideError(MicromastersError):
    """A decision by hand names what does not exist, contradicts itself, was withdrawn already, or has no reason."""

    code = "refused_override"


class NotSentError(MicromastersError):
    """A message was certainly not handed over; it may be tried again."""

    code = "not_sent"
    names_nobody = True


class MailServerDownError(NotSentError):
    """A message was not sent: the mail server was not found, not reached, did not answer, or closed."""

    code = "mail_server_down"


class RefusedMessageError(MicromastersError):
    """The mail server refused a message, its sender or its recipient for good: a person must look."""

    code = "refused_message"
    names_nobody = True


class NotYetError(MicromastersError):
    """An effect has to wait until a person decides; trying it was no failure, and it is asked again later."""

    code = "not_yet"
    names_nobody = True


class UncertainDeliveryError(MicromastersError):
    """A message was about to be sent, and nobody can tell whether it was: a person decides whether to send it again."""

    code = "uncertain_delivery"
    names_nobody = True


class UnreadableEventError(MicromastersError):
    """A platform event carries a payload that cannot be parsed."""

    code = "unreadable_event"


class NestedRetryError(MicromastersError):
    """A function that is retried after a deadlock was called within a transaction: a mistake in the code."""

    code = "nested_retry"
    names_nobody = True


class LedgerKeyError(MicromastersError):
    """No usable Ed25519 key is set, so no head of a ledger can be signed."""

    code = "ledger_key"
    names_nobody = True


class LedgerChangedError(MicromastersError):
    """Somebody was erased during an export, so its lines come from two states of the ledger; export it again."""

    code = "ledger_changed"
    names_nobody = True


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
