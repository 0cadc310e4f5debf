"""Ask who a person is: whether they exist, what staff, events and a credential call them.

People who leave, and the names by which texts are searched for them, are ``retirement``'s.
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
        """Return those of ``user_ids`` that are people of this platform and are not being retired. One query."""

    def usernames(self, user_ids: Sequence[int]) -> dict[int, str]:
        """Map those of ``user_ids`` who have an account to their usernames. One query."""

    def find_people(self, name: str) -> list[int]:
        """Return the ids, ascending, of those whose username or e-mail address is exactly ``name``.

        Two queries at most, each answered by an index however many people there are.
        """

    def account(self, user_id: int) -> Account:
        """Return who the person is to the site, for events that carry it.

        Raises:
            UnknownUserError: there is no such person.
        """

    def credential_name(self, user_id: int) -> str:
        """Return the name to put on a credential: the verified name where the site uses it, else the profile's.

        Raises:
            MissingNameError: there is none; a username is no name.
            UnknownUserError: there is no such person.
        """

    def credential_names(self, user_ids: Sequence[int]) -> dict[int, str]:
        """Return the same for many people at once; people without a name, and unknown users, are absent."""


def get_people() -> People:
    """Return the host's people."""
    return get_host()
