"""Write orders and claim those that are due. What an order does is in ``effects``."""

from __future__ import annotations

import enum
import logging
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat

from micromasters_plugin.outbox.leasing import FREE, is_free, is_held, lease_times
from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.outbox.retrying import RetryPolicy, again_after_deadlock, replay_note

log = logging.getLogger(__name__)

#: For how long a done order can be looked up; the ledger keeps the decision for good.
KEPT_DAYS = 90

#: Twice what any order is told to wait: a day, for people who are leaving.
LONGEST_WAIT = timedelta(days=2)


class OrderKind(enum.StrEnum):
    """What can be ordered; ``effects.table`` has one function for each."""

    ISSUE_CREDENTIAL = "credential.issue"
    WITHDRAW_CREDENTIAL = "credential.withdraw"
    FLAG_CANDIDATE = "candidate.flag"
    ANNOUNCE_AWARD = "announce.awarded"
    ANNOUNCE_REVOCATION = "announce.revoked"
    EMAIL_HOLDER = "email.issued"


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order to be written. ``occasion`` makes the key unique: the same occasion is the same effect."""

    kind: OrderKind
    user_id: int
    program_id: int
    occasion: str
    subject: str = ""


def place(orders: Iterable[NewOrder], *, now: datetime) -> None:
    """Write ``orders`` in the caller's transaction, in one statement; one that exists already stays as it is."""
    rows = [
        Order(
            key=f"{order.kind}:{order.program_id}:{order.user_id}:{order.occasion}",
            kind=order.kind.value,
            user_id=order.user_id,
            program_id=order.program_id,
            subject=order.subject,
            created=now,
            due=now,
        )
        for order in orders
    ]
    if rows:
        Order.objects.bulk_create(rows, ignore_conflicts=True)


@again_after_deadlock
@transaction.atomic
def claim_due(*, now: datetime, limit: int, waiting: Collection[OrderKind] = ()) -> Sequence[Order]:
    """Lease up to ``limit`` orders due at ``now`` to the caller, oldest first; two callers never get the same one.

    Orders of a kind in ``waiting`` stay as they are. One that was never tried is due, whatever the clock said when it
    was written, and so is one that is to wait for longer than anybody asks for.

    Leases run by the database's clock, whatever instant is being evaluated.
    """
    free = is_free()
    time_has_come = Q(due__lte=now) | Q(due=F("created")) | Q(due__gt=now + LONGEST_WAIT)
    due = Order.objects.filter(free, time_has_come, done__isnull=True, parked__isnull=True)
    if waiting:
        due = due.exclude(kind__in=waiting)
    ids = list(due.order_by("id").values_list("id", flat=True)[:limit])
    if not ids:
        return []
    lease = uuid.uuid4().hex
    Order.objects.filter(free, id__in=ids, done__isnull=True).update(lease=lease, **lease_times())
    return list(Order.objects.filter(lease=lease, done__isnull=True).order_by("id"))


def count_held() -> int:
    """Return how many open orders are in workers' hands, those included that were killed. One query."""
    return Order.objects.filter(is_held(), done__isnull=True, parked__isnull=True).count()


@again_after_deadlock
def mark_done(order: Order, *, now: datetime) -> None:
    """Record that the effect happened."""
    Order.objects.filter(id=order.id, lease=order.lease).update(done=now, error="", **FREE)


@again_after_deadlock
def put_off(order: Order, *, until: datetime) -> None:
    """Give an order back that must wait for something else than luck: this was no try."""
    Order.objects.filter(id=order.id, lease=order.lease).update(due=until, **FREE)


def hasten(kind: OrderKind, *, subject: str, now: datetime) -> None:
    """Make the open orders of that kind about ``subject`` due at ``now``: what they waited for has come."""
    Order.objects.filter(kind=kind.value, subject=subject, done__isnull=True, parked__isnull=True).update(due=now)


@again_after_deadlock
def mark_failed(order: Order, error: str, *, policy: RetryPolicy, now: datetime) -> bool:
    """Record a failed try: back off, or park after the last one. Returns True where the order was parked."""
    tries = order.tries + 1
    is_parked = policy.is_over(tries)
    Order.objects.filter(id=order.id, lease=order.lease).update(
        tries=tries,
        error=error,
        parked=now if is_parked else None,
        due=now + policy.wait(tries),
        **FREE,
    )
    return is_parked


@again_after_deadlock
@transaction.atomic
def replay(parked: QuerySet[Order], *, reason: str, now: datetime) -> int:
    """Make the parked among these orders due, with all their tries before them; returns how many that were.

    A message of which nobody knows whether it was sent is sent again: that was the person's decision. The error stays
    to be read, under the ``reason``, until the next try.
    """
    error = Concat(Value(replay_note(reason, now=now)), F("error"))
    Delivery.objects.filter(order__in=parked.filter(parked__isnull=False), sent__isnull=True).delete()
    replayed = parked.filter(parked__isnull=False).update(parked=None, due=now, tries=0, error=error)
    log.info("%d parked orders are replayed: %s", replayed, reason)
    return replayed


@again_after_deadlock
def forget_done(*, now: datetime) -> None:
    """Delete orders carried out more than ``KEPT_DAYS`` ago; parked ones stay until somebody looks."""
    Order.objects.filter(done__lt=now - timedelta(days=KEPT_DAYS)).delete()
