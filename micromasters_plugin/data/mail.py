"""Define messages to people. The platform renders and sends the messages."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


class MessageKind(enum.StrEnum):
    """The kind of a message. The templates of a kind are in the folder ``micromasters/edx_ace/<kind>/email``."""

    CREDENTIAL_ISSUED = "credentialissued"


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``message_id`` is the same for every try to send the message.

    ``context`` is the context of the templates. ``language`` is a code such as ``es-419``, or "" for the person's
    preferred language. The platform finds the recipient's address.
    """

    kind: MessageKind
    message_id: UUID
    user_id: int
    context: Mapping[str, str | bool]
    language: str = ""

    @property
    def header(self) -> str:
        """Return the ``Message-ID``. With this header, a mail system can recognise a message that arrives twice."""
        return f"<{self.message_id}@micromasters>"
