"""Find the learners to evaluate: everyone in some course runs, or those of whom something changed lately."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from micromasters_plugin.platform.gradebook import Pair
from micromasters_plugin.platform.host import get_host


class Roster(Protocol):
    """Who learns in course runs, and who changed."""

    def learners_of(self, runs: Sequence[str], *, after: int, limit: int) -> list[int]:
        """Return ids of people ever enrolled in ``runs``, in any mode, ascending, greater than ``after``. One query.

        People who are leaving or have left are left out.
        """

    def number_of_learners(self, runs: Sequence[str]) -> int:
        """Return about how many ``learners_of`` would list in all, those who are leaving counted. One query."""

    def changed_since(self, since: datetime, runs: Sequence[str]) -> Iterator[Pair]:
        """Yield whose grade, enrollment, certificate or proctored attempt in which of ``runs`` was saved since then.

        ``since`` is included. In no order, and one pair perhaps several times. Six queries at most; rows are streamed.
        What was deleted or written past the models shows no date and is not found.
        """


def get_roster() -> Roster:
    """Return the host's roster."""
    return get_host()
