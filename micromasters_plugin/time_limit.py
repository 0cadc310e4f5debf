"""Tell whether the time of a round is up. What a round begins, and in which order, is ``pipeline``'s."""

from __future__ import annotations

import time


def is_up(stop_at: float | None) -> bool:
    """Tell whether ``time.monotonic()`` has reached ``stop_at``, in seconds; never where that is None."""
    return stop_at is not None and time.monotonic() >= stop_at
