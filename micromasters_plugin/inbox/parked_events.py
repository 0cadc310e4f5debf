"""Limit the number of parked events. Receivers only add events, because a receiver must not wait."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import F, Sum

from micromasters_plugin.database.retrying import retry_after_deadlock, retry_if_outermost
from micromasters_plugin.inbox.models import ParkedEvent
from micromasters_plugin.time_limit import is_up

log = logging.getLogger(__name__)

#: The plugin keeps this many events of each type and kind of error. Older events are deleted and only counted.
KEPT = 20

#: One query reads at most this many rows.
CHUNK = 1000

#: A kind has the type of the event and the kind of the error.
Kind = tuple[str, str]


def fold_parked_events(*, stop_at: float | None = None) -> None:
    """Keep the newest ``KEPT`` events of each type and kind of error, and delete older events.

    The ``count`` of the oldest event that stays includes the deleted events.

    Receivers never wait for this function, because the function locks only existing rows. The function reads the events
    in chunks and begins with the newest event. The function stops once ``time.monotonic()`` passes ``stop_at``, and the
    next round continues.
    """
    kept: defaultdict[Kind, list[int]] = defaultdict(list)
    rows = rest = ParkedEvent.objects.order_by("-id").values_list("id", "event_type", "reason")
    while not is_up(stop_at):
        chunk = list(rest[:CHUNK])
        folded: defaultdict[Kind, list[int]] = defaultdict(list)
        for row_id, event_type, reason in chunk:
            kind = (event_type, reason.partition("(")[0])
            (kept if len(kept[kind]) < KEPT else folded)[kind].append(row_id)
        for kind, ids in sorted(folded.items()):
            if is_up(stop_at):
                return
            _fold(kept[kind][-1], ids)
        if len(chunk) < CHUNK:
            return
        rest = rows.filter(id__lt=chunk[-1][0])


def count_parked_events() -> int:
    """Return how many events were parked and not dismissed.

    The number includes deleted events that a kept event counts.
    """
    return ParkedEvent.objects.aggregate(all=Sum("count"))["all"] or 0


@retry_if_outermost
def dismiss(ids: Collection[int]) -> int:
    """Delete rows with their counts, and return how many rows were deleted.

    The admin's log keeps the reason. This package does not log the reason, because a reason may name people.
    """
    rows, _ = ParkedEvent.objects.filter(id__in=ids).delete()
    log.info("%d rows of parked events are dismissed", rows)
    return rows


@retry_after_deadlock
@transaction.atomic
def _fold(into: int, ids: Sequence[int]) -> None:
    rows = ParkedEvent.objects.select_for_update().filter(id__in=[*ids, into]).order_by("id")
    counts = dict(rows.values_list("id", "count"))
    if into not in counts:
        return  # a person dismissed the row; the next round uses another row
    del counts[into]
    ParkedEvent.objects.filter(id=into).update(count=F("count") + sum(counts.values()))
    ParkedEvent.objects.filter(id__in=list(counts)).delete()
