"""Send e-mails in the site's name, and return the address at the beginning of its links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from micromasters_plugin.platform.host import get_host

if TYPE_CHECKING:
    from micromasters_plugin.data import Message


class PublicSite(Protocol):
    """The site as people outside it know it."""

    def send(self, message: Message) -> None:
        """Send a message to the person, in the message's language or else the person's own.

        Return after handing it to the mail system, within ``MICROMASTERS_MAIL_SECONDS``, not counting the wait for a
        name server. After an error that is not listed below, nobody knows whether the message was sent. The listed
        errors are logged, so their messages must name nobody. A mail server's reply belongs in the error's cause.

        Raises:
            NotSentError: it certainly was not sent, or the site's policy forbids it. Another try may succeed.
            MailServerDownError: it was not sent, and no other message would be for now.
            RefusedMessageError: it was not sent, and another try is of no use.
            UnknownUserError: there is no such person.
        """

    def credential_host(self) -> str:
        """Return the site's base address without a trailing slash, such as ``https://courses.example.org``."""


def get_public_site() -> PublicSite:
    """Return the host's site."""
    return get_host()
