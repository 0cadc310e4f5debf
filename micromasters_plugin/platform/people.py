"""Ask who a person is: whether they exist, and their names for staff, events and credentials.

``retirement`` tells which people leave, and the names to search texts for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from micromasters_plugin.platform.host import get_host

if TYPE_CHECKING:
    from micromasters_plugin.data import Account


class People(Protocol):
    """The people of the site."""

    def existing_users(self, user_ids: Sequence[int]) -> set[int]:
        """Return those of ``user_ids`` that have an account that is not being retired. One query."""

    def usernames(self, user_ids: Sequence[int]) -> dict[int, str]:
        """Map those of ``user_ids`` that have an account to their usernames. One query."""

    def find_people(self, name: str) -> list[int]:
        """Return the ids, ascending, of people whose username or e-mail address is exactly ``name``.

        Two queries at most. An index answers each, however many people there are.
        """

    def account(self, user_id: int) -> Account:
        """Return the person's account data, for the platform's events.

        Raises:
            UnknownUserError: there is no such person.
        """

    def credential_name(self, user_id: int) -> str:
        """Return the name to put on a credential: the verified name if the site uses it, else the profile's.

        Raises:
            MissingNameError: there is none; a username is no name.
            UnknownUserError: there is no such person.
        """

    def credential_names(self, user_ids: Sequence[int]) -> dict[int, str]:
        """Return the same for many people at once. Leave out people without a name and unknown users."""


def get_people() -> People:
    """Return the host's people."""
    return get_host()
