"""Speak to the outside in the site's name: send e-mails, and give the address that links begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from micromasters_plugin.platform.host import get_host

if TYPE_CHECKING:
    from micromasters_plugin.data import Message


class PublicSite(Protocol):
    """The site as the outside knows it."""

    def send(self, message: Message) -> None:
        """Hand a message to the person's mail system, in its language or the person's own.

        It returns once the message was handed over. It takes at most ``MICROMASTERS_MAIL_SECONDS``, except that a name
        server may keep it waiting. After any error but those below nobody knows whether the message was sent. The words
        of those below are logged, so they name nobody: what a mail server said belongs in the error's cause.

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
