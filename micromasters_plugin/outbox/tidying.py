"""Replay parked orders, and delete orders that were done long ago.

Each chunk of orders has its own transaction, so that no transaction is long.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from micromasters_plugin.database.retrying import replay_note, retry_after_deadlock, retry_if_outermost
from micromasters_plugin.database.stored_text import StoredTextField
from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.time_limit import is_up

log = logging.getLogger(__name__)

#: The plugin keeps a done order for this number of days. The ledger keeps the decision forever.
KEPT_DAYS = 90

#: One transaction handles at most this many rows.
CHUNK = 1000

#: One round deletes at most this many chunks of done orders. The next round continues the deletion.
CHUNKS_A_ROUND = 10


def forget_done(*, now: datetime, stop_at: float | None = None) -> int:
    """Delete orders that were carried out more than ``KEPT_DAYS`` ago, and begin with the oldest order.

    Return the number of deleted orders. The function deletes at most ``CHUNK`` times ``CHUNKS_A_ROUND`` orders, and
    stops once ``time.monotonic()`` passes ``stop_at``. The next round continues the deletion. Parked orders stay.
    """
    old = Order.objects.filter(done__lt=now - timedelta(days=KEPT_DAYS)).order_by("done")
    forgotten = 0
    for _ in range(CHUNKS_A_ROUND):
        if is_up(stop_at):
            break
        ids = list(old.values_list("id", flat=True)[:CHUNK])
        if ids:
            _forget(ids)
        forgotten += len(ids)
        if len(ids) < CHUNK:
            break
    return forgotten


def replay(parked: QuerySet[Order], *, reason: str, now: datetime) -> int:
    """Make the parked orders due and reset the orders' tries. Return how many orders were parked.

    A replay sends a message again even if the message may have been sent, because a person asked for the replay. The
    order shows the error below the ``reason`` until the next try.
    """
    ids = list(parked.filter(done__isnull=True, parked__isnull=False).order_by("id").values_list("id", flat=True))
    replayed = sum(_replay(ids[start : start + CHUNK], reason, now) for start in range(0, len(ids), CHUNK))
    log.info("%d parked orders are replayed", replayed)
    return replayed


@retry_after_deadlock
@transaction.atomic
def _forget(ids: Sequence[int]) -> None:
    """Delete orders and the orders' deliveries in two statements, without reading rows."""
    Delivery.objects.filter(order_id__in=ids).delete()
    rows = Order.objects.filter(id__in=ids)
    rows._raw_delete(rows.db)  # delete() would first read every row and look for the deliveries again


@retry_if_outermost
@transaction.atomic
def _replay(ids: Sequence[int], reason: str, now: datetime) -> int:
    error = Concat(Value(replay_note(reason, now=now), output_field=StoredTextField()), F("error"))
    rows = Order.objects.filter(id__in=ids, parked__isnull=False)
    Delivery.objects.filter(order__in=rows, sent__isnull=True).delete()
    return rows.update(parked=None, due=now, tries=0, failing_since=None, error=error)
