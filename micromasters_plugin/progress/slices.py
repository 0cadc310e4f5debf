"""How many learners to evaluate before deciding them, so that all is decided well inside the lease.

As a rule a whole batch. Slow reading makes it fewer, for the rest of the round; a lost lease halves it, also for the
worker that takes these learners next.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from micromasters_plugin import app_settings
from micromasters_plugin.progress.models import Work

#: The share of a lease after which what was evaluated is decided, and the lease of the rest renewed.
SHARE = 0.25


@dataclass(slots=True)
class Slices:
    """The size of a round's slices, as it went so far."""

    whole: int = field(default_factory=app_settings.batch_size)
    size: int = field(default_factory=app_settings.batch_size)

    def cut(self, waiting: deque[Work]) -> list[Work]:
        """Take the next slice off: of learners who were lost as often as each other, fewer the more often that was."""
        lost = waiting[0].lost
        size = max(1, min(self.size, self.whole >> min(lost, 31)))
        taken: list[Work] = []
        while waiting and len(taken) < size and waiting[0].lost == lost:
            taken.append(waiting.popleft())
        return taken

    def note(self, learners: int, *, spent: float) -> None:
        """Note which share of a lease a slice took: the next is to take no more than ``SHARE``."""
        if spent > SHARE:
            self.size = max(1, int(learners * SHARE / spent))
        elif learners >= self.size:
            self.size = min(self.whole, 2 * self.size)

    def halve(self, learners: int) -> None:
        """Note that another worker took learners of a slice of so many."""
        self.size = max(1, min(self.size, learners // 2))
