"""Hand an e-mail to the site's mail system. An error says whether the e-mail may have been sent.

Hosts make the message, choose the message's recipient and call this module. The site's mail settings apply, but this
package sets the timeout. No error of this module names a person. A mail server's reply may name a person, so only the
error's cause has the reply.
"""

from __future__ import annotations

import smtplib
from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.utils.module_loading import import_string

from micromasters_plugin import app_settings
from micromasters_plugin.exceptions import (
    MailServerDownError,
    MicromastersError,
    NotSentError,
    RefusedMessageError,
    UncertainDeliveryError,
)
from micromasters_plugin.platform.smtp import Conversation, connection_of

#: A server that is closing replies with this SMTP code. This code refuses no particular message.
CLOSING = 421


def hand_over(message: EmailMessage) -> None:
    """Send a message with the site's ``EMAIL_BACKEND`` to the message's only recipient.

    Return after the mail system accepts the message.

    Raises:
        MailServerDownError: the message was not sent. The server was not reachable, did not answer before the message,
            or was closing.
        NotSentError: the message was not sent. A retry may succeed.
        RefusedMessageError: the message was not sent. The server refused the message permanently.
        UncertainDeliveryError: the message may have been sent. The connection was lost after the message, or a back-end
            without SMTP raised an error.
    """
    if not message.recipients():
        raise NotSentError("the person has no e-mail address")
    backend = import_string(settings.EMAIL_BACKEND)
    if isinstance(backend, type) and issubclass(backend, EmailBackend):
        _by_smtp(backend, message)
    else:
        _by_other_back_end(message)


def _by_smtp(backend: type[EmailBackend], message: EmailMessage) -> None:
    conversation = Conversation(app_settings.mail_seconds())
    connection = connection_of(backend, conversation)
    try:
        _open(connection)
        connection.send_messages([message])
    except MicromastersError:
        raise
    except Exception as error:
        raise _explain_failure(error, may_have_it=conversation.has_begun_message) from error
    finally:
        with suppress(Exception):  # an error on closing does not affect the message
            connection.close()


def _open(connection: EmailBackend) -> None:
    try:
        connection.open()
    except Exception as error:
        code, _ = _reply(error)
        raise MailServerDownError(f"no connection to the mail server{f' ({code})' if code else ''}") from error


def _by_other_back_end(message: EmailMessage) -> None:
    try:
        sent = message.send()
    except Exception as error:
        raise UncertainDeliveryError("the site's mail back-end failed, and does not say whether it had sent") from error
    if sent == 0:
        raise UncertainDeliveryError("the site's mail back-end says that it sent nothing, and not why")


def _explain_failure(error: Exception, *, may_have_it: bool) -> MicromastersError:
    """Return the error of this package that describes a failure."""
    code, refused_part = _reply(error)
    if code == CLOSING:
        return MailServerDownError(f"the mail server closes ({code})")
    if 400 <= code < 500:
        return NotSentError(f"the mail server put off {refused_part} ({code})")
    if 500 <= code < 600:
        return RefusedMessageError(f"the mail server refused {refused_part} ({code})")
    if may_have_it:
        return UncertainDeliveryError("the connection was lost after the message, before the mail server had answered")
    if isinstance(error, OSError):  # SMTPException is a subclass of OSError
        return MailServerDownError("the connection was lost before the message")
    return NotSentError("the message could not be made")


def _reply(error: Exception) -> tuple[int, str]:
    """Return the reply code of a refusal and the refused part in words. The code is 0 if the server gave no code."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in error.recipients.values()), default=0), "the recipient"
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
    return code, "the sender" if isinstance(error, smtplib.SMTPSenderRefused) else "the message"
