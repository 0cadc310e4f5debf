"""Hear of people who leave, and ask by which names texts may know them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from micromasters_plugin.platform.host import get_host


class Retirement(Protocol):
    """The platform's retirement of people."""

    def leavers(self, user_ids: Sequence[int]) -> set[int]:
        """Return those of ``user_ids`` whose retirement has begun or is complete. One query."""

    def tell_of_leavers(self, receive: Callable[[int], None]) -> None:
        """Have ``receive`` called with the id of whoever the platform retires, and let through what it raises."""

    def leaving_receivers(self) -> dict[str, Callable[[int], None] | None]:
        """Map each signal of the platform's retirement to what ``tell_of_leavers`` connected, found where it is now.

        None where nothing of ours is connected; {} where a host has no such signals. What is found takes an id.
        """

    def identifiers(self, user_id: int) -> tuple[str, ...]:
        """Return the user names and e-mail addresses, present and original, that may stand in an event's text.

        () for somebody unknown.
        """

    def full_names(self, user_id: int) -> tuple[str, ...]:
        """Return the person's present and former names here; () for an unknown user."""


def get_retirement() -> Retirement:
    """Return the host's retirement."""
    return get_host()
