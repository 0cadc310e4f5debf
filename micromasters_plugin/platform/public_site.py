"""Send e-mails in the site's name, and return the address at the beginning of the site's links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from micromasters_plugin.platform.host import get_host

if TYPE_CHECKING:
    from micromasters_plugin.data import Message


class PublicSite(Protocol):
    """This port sends the site's e-mails and knows the site's public address."""

    def send(self, message: Message) -> None:
        """Send a message to the person in the message's language.

        If the message has no language, use the person's language. Return after the mail system accepts the message. The
        call takes at most ``MICROMASTERS_MAIL_SECONDS``, plus the wait for a name server. After an error that is not
        listed below, nobody knows whether the message was sent. The package logs the listed errors, so an error's
        message must name nobody. A mail server's reply belongs in the error's cause.

        Raises:
            NotSentError: the message certainly was not sent, or the site's policy forbids the message. A retry may
                succeed.
            MailServerDownError: the message was not sent, and the server accepts no other message at present.
            RefusedMessageError: the message was not sent, and a retry would fail too.
            UnknownUserError: the user does not exist.
        """

    def credential_host(self) -> str:
        """Return the site's base address without a trailing slash, such as ``https://courses.example.org``."""


def get_public_site() -> PublicSite:
    """Return the host's port for the public site."""
    return get_host()
