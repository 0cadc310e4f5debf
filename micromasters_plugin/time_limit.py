"""Check whether the time of a round is up. ``pipeline`` decides which work a round starts, and in which order."""

from __future__ import annotations

import time


def is_up(stop_at: float | None) -> bool:
    """Tell whether ``time.monotonic()`` has reached ``stop_at``, in seconds; False if that is None."""
    return stop_at is not None and time.monotonic() >= stop_at
