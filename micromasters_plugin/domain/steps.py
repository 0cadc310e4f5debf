"""Count work in steps, which do not depend on the machine.

A step is one visit to an entry of a tree, or one join of two ways through a tree (see ``paths``).
"""

from __future__ import annotations

from math import prod

from micromasters_plugin.domain.definition import ProgramRules
from micromasters_plugin.domain.shared_courses import shared_places
from micromasters_plugin.exceptions import OutOfStepsError


class Steps:
    """A counter of steps. If ``limit`` is None, there is no limit."""

    def __init__(self, limit: int | None = None):
        self.limit = limit
        self.spent = 0

    def spend(self, count: int) -> None:
        """Add ``count`` steps. ``count`` is at least 0. Call this method before the work.

        Raises:
            OutOfStepsError: the total exceeds the limit.
        """
        self.spent += count
        if self.limit is not None and self.spent > self.limit:
            raise OutOfStepsError(f"more than {self.limit} steps")


def count_placements(program: ProgramRules) -> int:
    """Return the number of assignments of shared courses to places. The number is 1 if no course is shared."""
    return prod(len(places) for places in shared_places(program))


def max_steps(program: ProgramRules) -> int:
    """Return the maximum number of steps of an evaluation. The steps for judged attempts are not included."""
    return count_placements(program) * program.size
