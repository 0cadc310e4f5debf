"""Find the learners to evaluate. The learners are all learners of course runs or only learners with recent changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from micromasters_plugin.platform.gradebook import Pair
from micromasters_plugin.platform.host import get_host


class Roster(Protocol):
    """This port finds the learners of course runs, and the learners' changes."""

    def learners_of(self, runs: Sequence[str], *, after: int, limit: int) -> list[int]:
        """Return the ids of people who were ever enrolled in ``runs`` in any mode.

        The ids are ascending and greater than ``after``. Leave out people whose retirement has begun or is
        complete. The function sends one query.
        """

    def number_of_learners(self, runs: Sequence[str]) -> int:
        """Return about how many people ``learners_of`` lists. Include people whose retirement has begun or is complete.

        The function sends one query.
        """

    def changed_since(self, since: datetime, runs: Sequence[str]) -> Iterator[Pair]:
        """Yield the user id and run of each grade, enrollment, certificate and proctored attempt saved since ``since``.

        ``since`` is included. The pairs have no order and may repeat. The method sends at most six queries and streams
        the rows. Deleted rows, and rows written without Django's models, are not found, because such changes set no
        date.
        """


def get_roster() -> Roster:
    """Return the host's port for the roster."""
    return get_host()
