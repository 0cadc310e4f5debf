"""Measure how long hints have been waiting. The doctor reports other waiting work."""

from __future__ import annotations

from datetime import datetime

from micromasters_plugin.inbox.models import Hint


def oldest_hint_seconds(*, now: datetime) -> float:
    """Return the age of the oldest hint in seconds, or 0 if no hint waits.

    The function sends one query, which reads one hint. The hint with the lowest id counts as the oldest. Hints that
    were written at the same moment may have ids in another order.
    """
    oldest = Hint.objects.order_by("id").values_list("created", flat=True).first()
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
