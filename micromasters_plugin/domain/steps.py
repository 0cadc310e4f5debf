"""Count work in steps, the same on every machine, and tell how many steps an evaluation takes at most.

A step is one look at an entry of a tree, or one join of two ways through a tree.
"""

from __future__ import annotations

from math import prod

from micromasters_plugin.domain.definition import ProgramRules
from micromasters_plugin.domain.shared_courses import shared_places
from micromasters_plugin.exceptions import OutOfStepsError


class Steps:
    """A count of steps, 0 or more. ``limit`` None: without a limit."""

    def __init__(self, limit: int | None = None):
        self.limit = limit
        self.spent = 0

    def spend(self, count: int) -> None:
        """Add ``count`` (0 or more). Call it before the work.

        Raises:
            OutOfStepsError: there are more steps than the limit.
        """
        self.spent += count
        if self.limit is not None and self.spent > self.limit:
            raise OutOfStepsError(f"more than {self.limit} steps")


def count_placements(program: ProgramRules) -> int:
    """Return the number of ways to divide the shared courses among their places; 1 if none is shared."""
    return prod(len(places) for places in shared_places(program))


def max_steps(program: ProgramRules) -> int:
    """Return the most steps that evaluating any learner takes, without the one step for each judged attempt."""
    return count_placements(program) * program.size
