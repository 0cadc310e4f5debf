"""An e-mail about a credential, before the host renders and sends it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CredentialEmail:
    """Tells a learner that a credential was issued. ``message_id`` is the same however often sending is tried.

    ``url`` is the public page's address. The recipient's address is the host's to know.
    """

    message_id: UUID
    user_id: int
    name: str
    program_title: str
    institution: str
    url: str
    is_specimen: bool

    @property
    def context(self) -> dict[str, str | bool]:
        """What the templates are given."""
        return {
            "name": self.name,
            "program_title": self.program_title,
            "institution": self.institution,
            "url": self.url,
            "is_specimen": self.is_specimen,
        }

    @property
    def header(self) -> str:
        """The ``Message-ID``: a mail system that gets one message twice can tell."""
        return f"<{self.message_id}@micromasters>"
