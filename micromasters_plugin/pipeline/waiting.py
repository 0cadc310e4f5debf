"""For how long hints have been waiting. Who waits for what else is the doctor's to say."""

from __future__ import annotations

from datetime import datetime

from micromasters_plugin.inbox.models import Hint


def oldest_hint_seconds(*, now: datetime) -> float:
    """Return the age of the oldest hint, 0 where none waits. One query, which reads one hint.

    The oldest is the one appended first, give or take the hints that were written at the same moment.
    """
    oldest = Hint.objects.order_by("id").values_list("created", flat=True).first()
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
