"""Send e-mails in the site's name, and return the address at the beginning of its links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from micromasters_plugin.platform.host import get_host

if TYPE_CHECKING:
    from micromasters_plugin.data import Message


class PublicSite(Protocol):
    """The site's e-mails and public address."""

    def send(self, message: Message) -> None:
        """Send a message to the person, in the message's language or, without one, in the person's language.

        Return after handing it to the mail system, within ``MICROMASTERS_MAIL_SECONDS``, not counting the wait for a
        name server. After an error that is not listed below, nobody knows whether the message was sent. The listed
        errors are logged, so their messages must name nobody. A mail server's reply belongs in the error's cause.

        Raises:
            NotSentError: the message certainly was not sent, or the site's policy forbids it. A retry may succeed.
            MailServerDownError: the message was not sent, and the server takes no other message for now.
            RefusedMessageError: the message was not sent, and a retry is of no use.
            UnknownUserError: the user does not exist.
        """

    def credential_host(self) -> str:
        """Return the site's base address without a trailing slash, such as ``https://courses.example.org``."""


def get_public_site() -> PublicSite:
    """Return the host's site."""
    return get_host()
