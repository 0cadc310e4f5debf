"""Find the learners to evaluate: all learners of course runs, or only learners with recent changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from micromasters_plugin.platform.gradebook import Pair
from micromasters_plugin.platform.host import get_host


class Roster(Protocol):
    """The learners of course runs, and their changes."""

    def learners_of(self, runs: Sequence[str], *, after: int, limit: int) -> list[int]:
        """Return ids of people ever enrolled in ``runs``, in any mode, ascending, greater than ``after``.

        The function sends one query. Leave out people who are leaving or have left.
        """

    def number_of_learners(self, runs: Sequence[str]) -> int:
        """Return about how many people ``learners_of`` lists, including people who are leaving.

        The function sends one query.
        """

    def changed_since(self, since: datetime, runs: Sequence[str]) -> Iterator[Pair]:
        """Yield (user id, run) for each grade, enrollment, certificate and proctored attempt saved since ``since``.

        ``since`` is included. Pairs are not ordered and may repeat. Six queries at most; rows are streamed. Deleted
        rows and rows written without Django's models are not found, because such changes set no date.
        """


def get_roster() -> Roster:
    """Return the host's roster."""
    return get_host()
