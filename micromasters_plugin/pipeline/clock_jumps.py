"""Make due what was evaluated by a clock that ran ahead, once it was put back.

A standing holds from the instant for which it was evaluated: in one of the future, waivers have expired and embargoes
have ended that are still in force. Leases and waiting times that such a clock left are their own rooms'.
"""

from __future__ import annotations

from datetime import datetime

from micromasters_plugin.database.retrying import again_after_deadlock
from micromasters_plugin.programs.registry import programs_in_use
from micromasters_plugin.programs.runs import REFRESH_AFTER
from micromasters_plugin.standings.models import Standing
from micromasters_plugin.time_limit import is_up

#: Standings that are made due together.
CHUNK = 1000


def make_due_what_lies_ahead(*, now: datetime, stop_at: float | None = None) -> None:
    """Let the next sweep take the standings that were evaluated for an instant far after ``now``.

    To be called before the runs are refreshed. A clock that was ahead for longer than ``REFRESH_AFTER`` left their date
    ahead too, which is quickly looked up, where looking for the standings is not; one that was ahead for less is right
    again as soon.

    They are made due in chunks, and none once ``time.monotonic()`` passes ``stop_at``. As the runs are then not
    refreshed either, their date still tells the next round to go on.
    """
    ahead = now + REFRESH_AFTER
    for program_id in programs_in_use().filter(runs_refreshed__gt=ahead).values_list("id", flat=True):
        after: int | None = -1
        while after is not None and not is_up(stop_at):
            after = _make_some_due(program_id, after, ahead=ahead, now=now)


@again_after_deadlock
def _make_some_due(program_id: int, after: int, *, ahead: datetime, now: datetime) -> int | None:
    """Make a chunk of learners after ``after`` due; returns the last of them, None where there are no more."""
    rows = Standing.objects.filter(program_id=program_id, user_id__gt=after, evaluated__gt=ahead)
    not_yet = rows.exclude(reevaluate_at__isnull=False, reevaluate_at__lte=now).order_by("user_id")
    chunk = list(not_yet.values_list("id", "user_id")[:CHUNK])
    Standing.objects.filter(id__in=[row_id for row_id, _ in chunk], evaluated__gt=ahead).update(reevaluate_at=now)
    return chunk[-1][1] if len(chunk) == CHUNK else None
