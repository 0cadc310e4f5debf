"""A message to a person, before the host renders and sends it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


class MessageKind(enum.StrEnum):
    """What a message tells; the templates of a kind are in the folder ``micromasters/edx_ace/<kind>/email``."""

    CREDENTIAL_ISSUED = "credentialissued"


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``message_id`` is the same however often sending is tried.

    ``context`` is what the templates of the kind are given; ``language`` is a code such as ``es-419``, "" for the
    person's own. The recipient's address is the host's to know.
    """

    kind: MessageKind
    message_id: UUID
    user_id: int
    context: Mapping[str, str | bool]
    language: str = ""

    @property
    def header(self) -> str:
        """The ``Message-ID``: a mail system that gets one message twice can tell."""
        return f"<{self.message_id}@micromasters>"
