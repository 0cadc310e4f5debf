"""Find the people who leave the site, and read the names that texts may contain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from micromasters_plugin.platform.host import get_host


class Retirement(Protocol):
    """The platform's retirement of people."""

    def leavers(self, user_ids: Sequence[int]) -> set[int]:
        """Return the ids in ``user_ids`` of people whose retirement has begun or is complete.

        The function sends one query.
        """

    def connect_retirement(self, receive: Callable[[int], None]) -> None:
        """Call ``receive`` with the id of each person whom the platform retires.

        Errors of ``receive`` reach the platform.
        """

    def leaving_receivers(self) -> dict[str, Callable[[int], None] | None]:
        """Map each signal of the platform's retirement to the receiver that ``connect_retirement`` connected to it.

        Read the connections of the signals at the time of the call. A receiver takes an id, and is None if ours is not
        connected. Return {} if a host has no such signals.
        """

    def identifiers(self, user_id: int) -> tuple[str, ...]:
        """Return the person's present and original user names and e-mail addresses, which an event's text may contain.

        Return () for an unknown user.
        """

    def full_names(self, user_id: int) -> tuple[str, ...]:
        """Return the person's present and former full names; () for an unknown user."""


def get_retirement() -> Retirement:
    """Return the host's retirement."""
    return get_host()
