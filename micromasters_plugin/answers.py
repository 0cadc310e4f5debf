"""Map each error of ``exceptions`` to one HTTP status and one exit status.

The REST API, the pages, the block's handlers and the command use this table. Each caller adds the caller's own words
and log lines. This module does not use Django.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from micromasters_plugin import exceptions


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer has an HTTP status, ``http``, and the ``exit_status`` of a command. argparse itself exits with 2."""

    http: HTTPStatus
    exit_status: int = 1


#: The site's data or a service is at fault, and the caller is not. Staff of the site must act, or the fault ends
#: without help.
_SITE = Answer(HTTPStatus.SERVICE_UNAVAILABLE)
#: The object does not exist, or the caller may not learn that the object exists.
_ABSENT = Answer(HTTPStatus.NOT_FOUND)
#: The request cannot be read or makes no sense.
_SENT = Answer(HTTPStatus.BAD_REQUEST)
#: The request makes sense, but the present state does not allow the request.
_STATE = Answer(HTTPStatus.CONFLICT)

#: This table has every class of ``exceptions``, in the order of the tree of classes.
ANSWERS: dict[type[exceptions.MicromastersError], Answer] = {
    exceptions.MicromastersError: Answer(HTTPStatus.INTERNAL_SERVER_ERROR),
    exceptions.DefinitionError: _SENT,
    exceptions.RebindError: _STATE,
    exceptions.PlatformOutageError: _SITE,
    exceptions.NobodyKnownError: _SITE,
    exceptions.OutOfStepsError: _STATE,
    exceptions.TooManyRequestsError: Answer(HTTPStatus.TOO_MANY_REQUESTS),
    exceptions.NotAllowedError: _ABSENT,
    exceptions.UnknownUserError: _ABSENT,
    exceptions.UnknownProgramError: _ABSENT,
    exceptions.UnreadableDefinitionError: _SITE,
    exceptions.RetiredProgramError: _ABSENT,
    exceptions.UnknownCredentialError: _ABSENT,
    exceptions.MissingNameError: _STATE,
    exceptions.RefusedChangeError: _STATE,
    exceptions.MissingReasonError: _SENT,
    exceptions.UnknownKindError: _SENT,
    exceptions.RefusedOverrideError: _SENT,
    exceptions.UnconfirmedOverrideError: _SENT,
    exceptions.NotSentError: _SITE,
    exceptions.MailServerDownError: _SITE,
    exceptions.RefusedMessageError: _SITE,
    exceptions.NotYetError: _STATE,
    exceptions.UncertainDeliveryError: _SITE,
    exceptions.UnreadableEventError: _SENT,
    exceptions.ExamFileError: _SENT,
    exceptions.ExamServiceError: Answer(HTTPStatus.BAD_GATEWAY),
    exceptions.NestedRetryError: Answer(HTTPStatus.INTERNAL_SERVER_ERROR),
    exceptions.LedgerKeyError: _SITE,
    exceptions.LedgerChangedError: _STATE,
    exceptions.LedgerFileError: _SENT,
}


def answer_to(error: exceptions.MicromastersError) -> Answer:
    """Return the answer for the error's class.

    If the table lacks the class, return the answer for the nearest base class.
    """
    return next(ANSWERS[kind] for kind in type(error).__mro__ if kind in ANSWERS)
