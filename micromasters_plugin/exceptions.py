"""The package's errors, as one tree. Every leaf has a stable ``code``. This module does not import Django.

MicromastersError
├── DefinitionError      a program definition was refused; nothing was imported
├── PlatformOutageError  the platform does not answer for any learner of a program
│   └── NobodyKnownError the platform knows nobody who has a standing
├── OutOfStepsError      a question to the rules takes more steps than allowed; the answer is "not worked out"
├── TooManyRequestsError  a person asks for too many plans in a minute
├── NotAllowedError      somebody may not see or do what they ask for
├── UnknownUserError     a tracked course names a user the platform does not have
├── UnknownProgramError  no program with that uuid or key
├── UnreadableDefinitionError this release cannot read a stored version
├── RetiredProgramError  the action needs a program in use, and this one is retired; or the other way round
├── UnknownCredentialError  no credential with that uuid, or it may not be shown
├── MissingNameError     the person has no name to print on a credential
├── RefusedChangeError   a credential's state does not allow this change, or the reason is missing
├── UnknownKindError     there is no such kind of parked work
├── MissingReasonError   a person acts on parked work or on a program without a reason
├── RefusedOverrideError an override makes no sense, or its reason is missing
├── NotSentError         a message was certainly not sent; it may be tried again
│   └── MailServerDownError  the mail server takes no messages for now
├── RefusedMessageError  a message was certainly not sent, and trying again is of no use
├── NotYetError          an effect waits for a person; it has not failed
├── UncertainDeliveryError nobody can tell whether a message was sent
├── UnreadableEventError a platform event's payload cannot be parsed
├── ExamFileError        a file of exam attempts was refused; nothing was imported
├── ExamServiceError     the exam service cannot be reached, or its answer cannot be read
├── NestedRetryError     a function that retries after a deadlock was called within a transaction
├── LedgerKeyError       the key that signs heads of ledgers is missing or unusable
├── LedgerChangedError   somebody was erased while a ledger was exported
└── LedgerFileError      a file is not an exported ledger
"""

from __future__ import annotations

from dataclasses import dataclass


class MicromastersError(Exception):
    """Base of everything this package raises on purpose."""

    code = "micromasters_error"

    #: True if the message is safe to log, because the package wrote it and it names people only by user id.
    names_nobody = False


class PlatformOutageError(MicromastersError):
    """The platform's tables, or this package's, do not answer for any learner."""

    code = "platform_outage"


class NobodyKnownError(PlatformOutageError):
    """The platform has no account of any learner with a standing, so its table of users is empty or the wrong one."""

    code = "nobody_known"
    names_nobody = True


class OutOfStepsError(MicromastersError):
    """A question to the rules takes more steps than allowed."""

    code = "out_of_steps"
    names_nobody = True


class TooManyRequestsError(MicromastersError):
    """A person asks for plans too often. ``retry_after_seconds`` (1–60) says when to try again."""

    code = "too_many_requests"
    names_nobody = True

    def __init__(self, retry_after_seconds: int):
        self.retry_after_seconds = retry_after_seconds
        super().__init__(f"too many requests: ask again in {retry_after_seconds} seconds")


class NotAllowedError(MicromastersError):
    """The actor lacks the permission for this action or data."""

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
    """This release cannot read a stored version: a newer release wrote it, or it is damaged."""

    code = "unreadable_definition"
    names_nobody = True


class RetiredProgramError(MicromastersError):
    """A retired program takes no import, evaluation or override. A program in use cannot be restored."""

    code = "retired_program"
    names_nobody = True


class UnknownCredentialError(MicromastersError):
    """No credential has that uuid, or it may not be shown."""

    code = "unknown_credential"


class MissingNameError(MicromastersError):
    """The person has neither a verified name nor a name in the profile. A username never replaces it."""

    code = "missing_name"
    names_nobody = True


class RefusedChangeError(MicromastersError):
    """A credential's present state does not allow this change, or the reason is missing."""

    code = "refused_change"
    names_nobody = True


class UnknownKindError(MicromastersError):
    """There is no such kind of parked work."""

    code = "unknown_kind"


class MissingReasonError(MicromastersError):
    """A person acted without giving the required reason."""

    code = "missing_reason"
    names_nobody = True


class RefusedOverrideError(MicromastersError):
    """An override names something unknown, contradicts itself, was withdrawn already, or has no reason."""

    code = "refused_override"


class NotSentError(MicromastersError):
    """A message was certainly not sent; it may be tried again."""

    code = "not_sent"
    names_nobody = True


class MailServerDownError(NotSentError):
    """A message was not sent: the mail server was not found, was out of reach, did not answer, or was closing."""

    code = "mail_server_down"


class RefusedMessageError(MicromastersError):
    """The mail server refused a message, its sender or its recipient for good. A person must look at it."""

    code = "refused_message"
    names_nobody = True


class NotYetError(MicromastersError):
    """An effect waits until a person decides. The try does not count as failed, and another follows later."""

    code = "not_yet"
    names_nobody = True


class UncertainDeliveryError(MicromastersError):
    """Nobody can tell whether a message was sent. A person decides whether to send it again."""

    code = "uncertain_delivery"
    names_nobody = True


class UnreadableEventError(MicromastersError):
    """A platform event carries a payload that cannot be parsed."""

    code = "unreadable_event"


class NestedRetryError(MicromastersError):
    """A function that retries after a deadlock was called within a transaction. This is a mistake in the code."""

    code = "nested_retry"
    names_nobody = True


class LedgerKeyError(MicromastersError):
    """No usable Ed25519 key is set, so no head of a ledger can be signed."""

    code = "ledger_key"
    names_nobody = True


class LedgerChangedError(MicromastersError):
    """Somebody was erased during an export, so the export mixes two states of the ledger. Export it again."""

    code = "ledger_changed"
    names_nobody = True


class LedgerFileError(MicromastersError):
    """A file does not begin like an exported ledger or a signed head."""

    code = "ledger_file"


class ExamServiceError(MicromastersError):
    """The exam service does not answer, refuses, or gives an unreadable answer."""

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
    """A program definition was refused. ``problems`` lists every fault found, in file order."""

    code = "invalid_definition"

    def __init__(self, problems: list[DefinitionProblem]):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class FileProblem:
    """One fault in a file of rows. ``line`` counts from 1; ``column`` is a column's name, or "" for the whole line."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{place}: {self.message}"


class ExamFileError(MicromastersError):
    """A file of exam attempts was refused. ``problems`` lists every fault found, in file order."""

    code = "exam_file"

    def __init__(self, problems: list[FileProblem]):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
