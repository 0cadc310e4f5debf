"""Work counted in steps, which are the same on every machine: a count, and what one evaluation can take at most.

A step is an entry of a tree looked at once, or two ways through a tree joined. Where steps are spent is said by those
who spend them.
"""

from __future__ import annotations

from math import prod

from micromasters_plugin.domain.definition import Program
from micromasters_plugin.domain.sharing import shared_places
from micromasters_plugin.exceptions import OutOfStepsError


class Steps:
    """A count of steps, 0 or more, with a ``limit`` or without (None)."""

    def __init__(self, limit: int | None = None):
        self.limit = limit
        self.spent = 0

    def spend(self, count: int) -> None:
        """Add ``count`` (0 or more), before that work is done.

        Raises:
            OutOfStepsError: that makes more than the limit.
        """
        self.spent += count
        if self.limit is not None and self.spent > self.limit:
            raise OutOfStepsError(f"more than {self.limit} steps")


def ways_to_place(program: Program) -> int:
    """Return in how many ways the shared courses can be divided among their places; 1 where none is shared."""
    return prod(len(places) for places in shared_places(program))


def most_steps(program: Program) -> int:
    """Return the most steps that an evaluation takes, whoever the learner is, beside one for each attempt judged."""
    return ways_to_place(program) * program.size
