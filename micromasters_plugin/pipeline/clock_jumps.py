"""Find standings that were evaluated while the clock ran ahead, and make these standings due.

A clock that is ahead makes the evaluator compute standings for an instant in the future. A waiver that is in force now
may have expired at the future instant. Other modules correct the leases and delays that a wrong clock set.
"""

from __future__ import annotations

from datetime import datetime

from micromasters_plugin.database.retrying import retry_after_deadlock
from micromasters_plugin.programs.registry import programs_in_use
from micromasters_plugin.programs.runs import REFRESH_AFTER
from micromasters_plugin.standings.models import Standing
from micromasters_plugin.time_limit import is_up

#: One statement makes at most this many standings due.
CHUNK = 1000


def make_future_standings_due(*, now: datetime, stop_at: float | None = None) -> None:
    """Find standings that are dated later than ``now`` by more than ``REFRESH_AFTER``, and make these standings due.

    Call this function before the runs are refreshed. A refresh date in the future shows that the clock was far ahead,
    so the function need not search all standings. If the clock was ahead by at most ``REFRESH_AFTER``, the standings
    are correct again after that duration.

    The function works in chunks, and stops once ``time.monotonic()`` passes ``stop_at``. If the function stops early,
    the runs are not refreshed either, and the next round continues.
    """
    ahead = now + REFRESH_AFTER
    for program_id in programs_in_use().filter(runs_refreshed__gt=ahead).values_list("id", flat=True):
        after: int | None = -1
        while after is not None and not is_up(stop_at):
            after = _make_some_due(program_id, after, ahead=ahead, now=now)


@retry_after_deadlock
def _make_some_due(program_id: int, after: int, *, ahead: datetime, now: datetime) -> int | None:
    """Make a chunk of learners after ``after`` due.

    Return the last learner of the chunk, or None if no learner follows the chunk.
    """
    rows = Standing.objects.filter(program_id=program_id, user_id__gt=after, evaluated__gt=ahead)
    not_yet = rows.exclude(reevaluate_at__isnull=False, reevaluate_at__lte=now).order_by("user_id")
    chunk = list(not_yet.values_list("id", "user_id")[:CHUNK])
    Standing.objects.filter(id__in=[row_id for row_id, _ in chunk], evaluated__gt=ahead).update(reevaluate_at=now)
    return chunk[-1][1] if len(chunk) == CHUNK else None
