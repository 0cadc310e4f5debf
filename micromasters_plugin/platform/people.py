"""Check whether people exist, and read people's names for staff, events and credentials.

``retirement`` finds the people who leave, and reads the names to look for in texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from micromasters_plugin.platform.host import get_host

if TYPE_CHECKING:
    from micromasters_plugin.data import Account


class People(Protocol):
    """This port reads the people of the site."""

    def existing_users(self, user_ids: Sequence[int]) -> set[int]:
        """Return the ids in ``user_ids`` whose account exists and is not being retired.

        The function sends one query.
        """

    def usernames(self, user_ids: Sequence[int]) -> dict[int, str]:
        """Map each id in ``user_ids`` to the username.

        Leave out ids without an account. The function sends one query.
        """

    def find_people(self, name: str) -> list[int]:
        """Return the ascending ids of people whose username or e-mail address is exactly ``name``.

        The function sends at most two queries. Both queries use an index.
        """

    def account(self, user_id: int) -> Account:
        """Return the person's account data, which the platform's events contain.

        Raises:
            UnknownUserError: the user does not exist.
        """

    def credential_name(self, user_id: int) -> str:
        """Return the name for a credential.

        The name is the verified name if the site uses verified names. Otherwise the name is the profile's name.

        Raises:
            MissingNameError: the person has no name. A username does not count as a name.
            UnknownUserError: the user does not exist.
        """

    def credential_names(self, user_ids: Sequence[int]) -> dict[int, str]:
        """Map user ids to names on credentials. Leave out unknown users and people who have no name."""


def get_people() -> People:
    """Return the host's port for people."""
    return get_host()
