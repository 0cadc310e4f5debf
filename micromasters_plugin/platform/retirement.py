"""Find the people who leave the site, and read the names that texts may contain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from micromasters_plugin.platform.host import get_host


class Retirement(Protocol):
    """This port reports the people whom the platform retires."""

    def leavers(self, user_ids: Sequence[int]) -> set[int]:
        """Return the ids in ``user_ids`` of people whose retirement has begun or is complete.

        The function sends one query.
        """

    def connect_retirement(self, receive: Callable[[int], None]) -> None:
        """Call ``receive`` with the id of each person whom the platform retires.

        Errors of ``receive`` reach the platform.
        """

    def leaving_receivers(self) -> dict[str, Callable[[int], None] | None]:
        """Map each signal of the platform's retirement to the connected receiver.

        ``connect_retirement`` connects the receivers. Read the connections of the signals at the time of the call. A
        receiver accepts an id. The value is None if this package's receiver is not connected. Return {} if the host has
        no such signals.
        """

    def identifiers(self, user_id: int) -> tuple[str, ...]:
        """Return the person's present and original user names and e-mail addresses, which an event's text may contain.

        Return () for an unknown user.
        """

    def full_names(self, user_id: int) -> tuple[str, ...]:
        """Return the person's present and former full names, or () for an unknown user."""


def get_retirement() -> Retirement:
    """Return the host's port for retirement."""
    return get_host()
