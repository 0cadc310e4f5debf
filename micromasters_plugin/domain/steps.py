"""Count work in steps, which do not depend on the machine.

A step is one visit to an entry of a tree, one look at a way to fill a slot (see ``fillings``), or one join of two ways
through a tree (see ``paths``). ``step_limits`` calculates how many steps an evaluation takes at most.
"""

from __future__ import annotations

from micromasters_plugin.exceptions import OutOfStepsError


class Steps:
    """A counter of steps. If ``limit`` is None, there is no limit. ``evaluations`` counts the planner's evaluations."""

    def __init__(self, limit: int | None = None):
        self.limit = limit
        self.spent = 0
        self.evaluations = 0

    def spend(self, count: int) -> None:
        """Add ``count`` steps. ``count`` is at least 0. Call this method before the work.

        Raises:
            OutOfStepsError: the total exceeds the limit.
        """
        self.spent += count
        if self.limit is not None and self.spent > self.limit:
            raise OutOfStepsError(f"more than {self.limit} steps")
