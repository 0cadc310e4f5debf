"""Check whether the time of a round is up. ``pipeline`` decides which work a round starts, and in which order."""

from __future__ import annotations

import time


def is_up(stop_at: float | None) -> bool:
    """Tell whether ``time.monotonic()`` has reached ``stop_at`` seconds. If ``stop_at`` is None, return False."""
    return stop_at is not None and time.monotonic() >= stop_at
