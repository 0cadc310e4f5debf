"""The package's errors form one tree. Every leaf has a stable ``code``. This module does not import Django.

MicromastersError
├── DefinitionError      a program definition was refused, and nothing was imported
├── RebindError          an import re-binds another number of learners than agreed, and nothing was imported
├── PlatformOutageError  the platform does not answer for any learner of a program
│   └── NobodyKnownError the platform knows nobody who has a standing
├── OutOfStepsError      a question to the rules takes more steps than allowed, so the answer is "not worked out"
├── TooManyRequestsError  a person asks for too many plans in a minute
├── NotAllowedError      the actor may not see the data or do the action
├── UnknownUserError     a tracked course names a user whom the platform does not have
├── UnknownProgramError  no program has the given uuid or key
├── UnreadableDefinitionError this release cannot read a stored version
├── RetiredProgramError  the program is retired, or only a retired program allows the action
├── UnknownCredentialError  no credential has the given uuid, or the caller may not see the credential
├── MissingNameError     the person has no name to print on a credential
├── RefusedChangeError   a credential's state does not allow this change, or the reason is missing
├── UnknownKindError     no kind of parked work has the given name
├── MissingReasonError   a person acts on parked work or on a program without a reason
├── RefusedOverrideError an override makes no sense, or the reason is missing
├── UnconfirmedOverrideError an override has an effect that staff may not expect, and nobody confirmed it
├── NotSentError         a message was certainly not sent, and a retry may succeed
│   └── MailServerDownError  the mail server accepts no messages at present
├── RefusedMessageError  a message was certainly not sent, and a retry would fail too
├── NotYetError          an effect waits for a person and has not failed
├── UncertainDeliveryError nobody can tell whether a message was sent
├── UnreadableEventError a platform event's payload cannot be parsed
├── ExamFileError        a file of exam attempts was refused, and nothing was imported
├── ExamServiceError     the exam service cannot be reached, or the service's answer cannot be read
├── NestedRetryError     a function that retries after a deadlock was called within a transaction
├── LedgerKeyError       the key that signs heads of ledgers is missing or unusable
├── LedgerChangedError   somebody was erased while a ledger was exported
└── LedgerFileError      a file is not an exported ledger
"""

from __future__ import annotations

from dataclasses import dataclass


class MicromastersError(Exception):
    """Every error that the package raises on purpose has this base class."""

    code = "micromasters_error"

    #: If this attribute is true, the message is safe to log. The package wrote the message, and the message names
    #: people only by user id.
    names_nobody = False


class PlatformOutageError(MicromastersError):
    """No learner's data can be read, because the platform's tables or this package's tables do not answer."""

    code = "platform_outage"


class NobodyKnownError(PlatformOutageError):
    """The platform has no account of any learner with a standing, so the table of users is empty or wrong."""

    code = "nobody_known"
    names_nobody = True


class OutOfStepsError(MicromastersError):
    """A question to the rules takes more steps than allowed."""

    code = "out_of_steps"
    names_nobody = True


class TooManyRequestsError(MicromastersError):
    """A person asks for plans too often.

    ``retry_after_seconds`` is the number of seconds to wait before the next try, from 1 to 60.
    """

    code = "too_many_requests"
    names_nobody = True

    def __init__(self, retry_after_seconds: int):
        self.retry_after_seconds = retry_after_seconds
        super().__init__(f"too many requests: ask again in {retry_after_seconds} seconds")


class NotAllowedError(MicromastersError):
    """The actor lacks the permission for this action or for this data."""

    code = "not_allowed"
    names_nobody = True


class UnknownUserError(MicromastersError):
    """The platform has no user with the given id."""

    code = "unknown_user"
    names_nobody = True


class UnknownProgramError(MicromastersError):
    """No program has the given uuid or key."""

    code = "unknown_program"


class UnreadableDefinitionError(MicromastersError):
    """This release cannot read a stored version. A newer release wrote the version, or the version is damaged."""

    code = "unreadable_definition"
    names_nobody = True


class RetiredProgramError(MicromastersError):
    """A retired program accepts no import, evaluation or override. A program in use cannot be restored."""

    code = "retired_program"
    names_nobody = True


class UnknownCredentialError(MicromastersError):
    """No credential has the given uuid, or the caller may not see the credential."""

    code = "unknown_credential"


class MissingNameError(MicromastersError):
    """The person has neither a verified name nor a name in the profile.

    The package never prints a username instead of a name.
    """

    code = "missing_name"
    names_nobody = True


class RefusedChangeError(MicromastersError):
    """A credential's present state does not allow this change, or the reason is missing."""

    code = "refused_change"
    names_nobody = True


class UnknownKindError(MicromastersError):
    """No kind of parked work has the given name."""

    code = "unknown_kind"


class MissingReasonError(MicromastersError):
    """A person acted without giving the required reason."""

    code = "missing_reason"
    names_nobody = True


class RefusedOverrideError(MicromastersError):
    """An override names something unknown, contradicts itself, was already withdrawn, or lacks a reason."""

    code = "refused_override"


class UnconfirmedOverrideError(MicromastersError):
    """An override has effects that staff may not expect, and nobody confirmed the override. Nothing was recorded.

    ``cautions`` has a sentence for each effect, such as "the waiver's grade 0.40 is below the bar 0.60".
    """

    code = "unconfirmed_override"

    def __init__(self, *cautions: str):
        self.cautions = cautions
        super().__init__(f"{'; '.join(cautions)}. Confirm the override, with --yes on the command line")


class NotSentError(MicromastersError):
    """A message was certainly not sent, so the package may try to send the message again."""

    code = "not_sent"
    names_nobody = True


class MailServerDownError(NotSentError):
    """A message was not sent, because the mail server was not found, did not answer, or was closing."""

    code = "mail_server_down"


class RefusedMessageError(MicromastersError):
    """The mail server refused a message, the message's sender or the recipient, and a retry would fail too.

    A person must look at the message.
    """

    code = "refused_message"
    names_nobody = True


class NotYetError(MicromastersError):
    """An effect waits until a person decides. The package does not count the try as failed, and tries again later."""

    code = "not_yet"
    names_nobody = True


class UncertainDeliveryError(MicromastersError):
    """Nobody can tell whether a message was sent. A person decides whether to send the message again."""

    code = "uncertain_delivery"
    names_nobody = True


class UnreadableEventError(MicromastersError):
    """A platform event carries a payload that cannot be parsed."""

    code = "unreadable_event"


class NestedRetryError(MicromastersError):
    """A function that retries after a deadlock was called within a transaction. The call is a mistake in the code."""

    code = "nested_retry"
    names_nobody = True


class LedgerKeyError(MicromastersError):
    """No usable Ed25519 key is set, so no head of a ledger can be signed."""

    code = "ledger_key"
    names_nobody = True


class LedgerChangedError(MicromastersError):
    """Somebody was erased during an export, so the export mixes two states of the ledger and must be repeated.

    Export it again.
    """

    code = "ledger_changed"
    names_nobody = True


class LedgerFileError(MicromastersError):
    """A file does not begin like an exported ledger or a signed head."""

    code = "ledger_file"


class ExamServiceError(MicromastersError):
    """The exam service does not answer, refuses the request, or gives an unreadable answer."""

    code = "exam_service"


@dataclass(frozen=True)
class DefinitionProblem:
    """One fault of a definition file.

    ``line`` and ``column`` count from 1. ``field`` is a dotted path such as ``requirements.all_of[2].passing_grade``.
    ``message`` says what was expected.
    """

    line: int
    column: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.field}: {self.message}"


class DefinitionError(MicromastersError):
    """The package refused a program definition. ``problems`` lists every fault, in the order of the file."""

    code = "invalid_definition"

    def __init__(self, problems: list[DefinitionProblem]):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class RebindError(MicromastersError):
    """An import would re-bind another number of learners than the caller agreed to. Nothing was imported.

    ``learners`` is the number of re-bound learners, and ``agreed`` is the caller's number, or None. ``advice`` says
    whether a later date spares learners.
    """

    code = "rebind"
    names_nobody = True

    def __init__(self, learners: int, *, agreed: int | None, advice: str):
        self.learners = learners
        self.agreed = agreed
        self.advice = advice
        found = f"the file re-binds {learners} learner{'' if learners == 1 else 's'}"
        if agreed is not None:
            found += f", not {agreed} as agreed"
        remedy = f"to import the file nevertheless, agree to this number: --rebind {learners}"
        super().__init__("\n".join(filter(None, (found, advice, remedy))))


@dataclass(frozen=True)
class FileProblem:
    """One fault in a file of rows.

    ``line`` counts from 1. ``column`` is a column's name, or "" if the fault is in the whole line.
    """

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{place}: {self.message}"


class ExamFileError(MicromastersError):
    """The package refused a file of exam attempts. ``problems`` lists every fault, in the order of the file."""

    code = "exam_file"

    def __init__(self, problems: list[FileProblem]):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
