"""Choose how many learners to evaluate before the decisions are stored, so that the lease does not end first.

A slice is usually the whole batch. After slow reading, the later slices of the round are smaller. After a lost lease,
slices are half as large. The next worker that takes these learners also halves the slices.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from micromasters_plugin import app_settings
from micromasters_plugin.pipeline.models import Work

#: A worker evaluates learners for this part of a lease's time. Then the worker stores the decisions and renews
#: the leases of the other learners.
SHARE = 0.25


@dataclass(slots=True)
class Slices:
    """The size of a round's slices depends on the duration of earlier slices."""

    whole: int = field(default_factory=app_settings.batch_size)
    size: int = field(default_factory=app_settings.batch_size)

    def cut(self, waiting: deque[Work]) -> list[Work]:
        """Remove and return the next slice.

        The lease of every learner of a slice was lost equally often, and each loss halves the slice.
        """
        lost = waiting[0].lost
        size = max(1, min(self.size, self.whole >> min(lost, 31)))
        taken: list[Work] = []
        while waiting and len(taken) < size and waiting[0].lost == lost:
            taken.append(waiting.popleft())
        return taken

    def note(self, learners: int, *, spent: float) -> None:
        """Note the share of a lease that a slice took, so that the next slice takes at most ``SHARE``."""
        if spent > SHARE:
            self.size = max(1, int(learners * SHARE / spent))
        elif learners >= self.size:
            self.size = min(self.whole, 2 * self.size)

    def halve(self, learners: int) -> None:
        """Note that another worker took over learners from a slice of ``learners``."""
        self.size = max(1, min(self.size, learners // 2))
