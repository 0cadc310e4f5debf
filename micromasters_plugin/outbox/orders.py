"""Write orders, claim due orders, and record the results. ``effects`` carries out orders.

``tidying`` replays parked orders and deletes done orders.
"""

from __future__ import annotations

import enum
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter

from django.db.models import Q, QuerySet

from micromasters_plugin.database.leasing import FREE, has_run_out, is_held, lease_times
from micromasters_plugin.database.retrying import RetryPolicy, retry_after_deadlock
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.time_limit import is_up

#: This duration is twice the longest delay of an order. The longest delay is a day.
LONGEST_WAIT = timedelta(days=2)

#: One transaction frees at most this many orders.
CHUNK = 1000

#: Count at most this many held orders, so that counting stays fast after many workers were killed.
MOST_COUNTED = 10_000

#: A new order is due at this time. The date is in the past, so a new order is due even if the clock is wrong.
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


class OrderKind(enum.StrEnum):
    """The kinds of orders are listed in the sequence in which the orders are carried out.

    ``effects.table`` has a function for each kind.

    E-mail comes last, so that no other order waits for a slow mail server.
    """

    ISSUE_CREDENTIAL = "credential.issue"
    WITHDRAW_CREDENTIAL = "credential.withdraw"
    FLAG_CANDIDATE = "candidate.flag"
    ANNOUNCE_AWARD = "announce.awarded"
    ANNOUNCE_REVOCATION = "announce.revoked"
    EMAIL_HOLDER = "email.issued"


#: One worker holds at most this many orders of a kind whose orders may take long.
MOST_HELD = {OrderKind.EMAIL_HOLDER: 10}


@dataclass(frozen=True, slots=True)
class NewOrder:
    """A new order gets these values.

    ``occasion`` is part of the order's unique key, so orders with equal occasions are the same effect.
    """

    kind: OrderKind
    user_id: int
    program_id: int
    occasion: str
    subject: str = ""


def place(orders: Iterable[NewOrder], *, now: datetime) -> None:
    """Write ``orders`` in the caller's transaction, in one statement. Existing orders stay unchanged."""
    rows = [
        Order(
            key=f"{order.kind}:{order.program_id}:{order.user_id}:{order.occasion}",
            kind=order.kind.value,
            user_id=order.user_id,
            program_id=order.program_id,
            subject=order.subject,
            created=now,
            due=AT_ONCE,
        )
        for order in orders
    ]
    if rows:
        Order.objects.bulk_create(rows, ignore_conflicts=True)


def claim_due(*, now: datetime, limit: int, waiting: Collection[OrderKind] = ()) -> Sequence[Order]:
    """Lease at most ``limit`` orders of one kind to the caller. ``MOST_HELD`` may limit the kind to fewer orders.

    All leased orders are due at ``now`` and have the same kind. The kind is the first kind outside ``waiting`` that has
    due orders. New orders come first, and older orders come before newer orders. Two callers never get the same order.
    An order of an unknown kind waits for a release that knows the kind. The function reads few rows, no matter how many
    orders exist.

    Leases use the database's clock and not ``now``.
    """
    kinds = [kind for kind in OrderKind if kind not in waiting]
    if not Order.objects.filter(kind__in=kinds, due__lte=now).exists():
        return []
    for kind in kinds:
        due = Order.objects.filter(kind=kind.value, due__lte=now).order_by("due", "id")
        most = min(limit, MOST_HELD.get(kind, limit))
        while ids := list(due.values_list("id", flat=True)[:most]):
            if orders := _lease(ids):
                return orders
            # Other workers claimed these orders first.
    return []


def free_stuck(*, now: datetime, stop_at: float | None = None) -> None:
    """Make orders due if the order's worker was killed, or if the order's delay is too long.

    A delay is too long if the clock ran ahead and was put back. The function frees orders in chunks. The function stops
    once ``time.monotonic()`` passes ``stop_at``, and the next round continues.
    """
    while not is_up(stop_at) and _free_some(now):
        pass


@retry_after_deadlock
def _free_some(now: datetime) -> bool:
    """Free one chunk, and return True if another chunk may follow."""
    open_orders = Order.objects.filter(done__isnull=True, parked__isnull=True)
    left = list(open_orders.filter(has_run_out()).values_list("id", "lease")[:CHUNK])
    for lease in {lease for _, lease in left}:
        ids = sorted(order_id for order_id, held_by in left if held_by == lease)
        Order.objects.filter(id__in=ids, lease=lease).update(due=AT_ONCE, **FREE)
    kinds = [kind.value for kind in OrderKind]
    beyond = Order.objects.filter(kind__in=kinds, due__gt=now + LONGEST_WAIT)
    ids = sorted(beyond.values_list("id", flat=True)[:CHUNK])
    if ids:
        Order.objects.filter(id__in=ids, due__gt=now + LONGEST_WAIT).update(due=now)
    return max(len(left), len(ids)) == CHUNK


def count_held() -> int:
    """Return how many open orders workers hold. Killed workers count too. Count at most ``MOST_COUNTED`` orders.

    The function sends one query, which reads only held orders.
    """
    return Order.objects.filter(is_held(), done__isnull=True, parked__isnull=True)[:MOST_COUNTED].count()


@retry_after_deadlock
def mark_done(orders: Sequence[Order], *, now: datetime) -> None:
    """Mark orders as done. All orders must come from one claim."""
    _held(orders).update(done=now, error="", **FREE)


@retry_after_deadlock
def postpone(orders: Sequence[Order], *, until: datetime) -> None:
    """Give back orders without using a try, and make the orders due at ``until``.

    All orders must come from one claim.
    """
    if orders:
        _held(orders).update(due=until, **FREE)


def give_back(orders: Sequence[Order]) -> None:
    """Give back orders that were not tried. The orders are due immediately. All orders must come from one claim."""
    postpone(orders, until=AT_ONCE)


def learners_by_program(orders: Iterable[Order]) -> list[tuple[int, list[int]]]:
    """Return the orders' learners by program, and list each learner of a program once.

    Programs and learners are sorted by id, because rows are locked in this order.
    """
    pairs = sorted({(order.program_id, order.user_id) for order in orders})
    return [(program_id, [user_id for _, user_id in group]) for program_id, group in groupby(pairs, itemgetter(0))]


def hasten(kind: OrderKind, *, user_id: int, subject: str, now: datetime) -> None:
    """Make the learner's waiting orders of ``kind`` about ``subject`` due at ``now``.

    The queries read only the learner's orders.
    """
    waiting = Order.objects.filter(user_id=user_id, kind=kind.value, subject=subject, due__isnull=False)
    ids = sorted(waiting.values_list("id", flat=True))
    if ids:
        Order.objects.filter(id__in=ids, due__isnull=False).update(due=now)


@retry_after_deadlock
def mark_failed(order: Order, error: str, *, policy: RetryPolicy, now: datetime) -> bool:
    """Record a failed try.

    Postpone the order, or park the order after the last try. Return True if the order was parked.
    """
    tries, failing_since = order.tries + 1, order.failing_since or now
    is_parked = policy.is_over(tries, failing_for=now - failing_since)
    _held([order]).update(
        tries=tries,
        failing_since=failing_since,
        error=error,
        parked=now if is_parked else None,
        due=None if is_parked else now + policy.wait(tries),
        **FREE,
    )
    return is_parked


@retry_after_deadlock
def _lease(ids: Sequence[int]) -> list[Order]:
    """Lease the orders that no other worker has taken, and return the orders in the sequence of ``ids``.

    Leased orders have no ``due``. A manual SQL statement may have given a held, done or parked order a ``due``. The
    function deletes such a ``due``, because otherwise every claim would read the order again.
    """
    lease = uuid.uuid4().hex
    chosen = Order.objects.filter(id__in=ids, due__isnull=False)
    is_free = Q(lease="", done__isnull=True, parked__isnull=True)
    taken = chosen.filter(is_free).update(due=None, lease=lease, **lease_times())
    if taken < len(ids):
        chosen.exclude(is_free).update(due=None)
    if not taken:
        return []
    mine = Order.objects.filter(id__in=ids, lease=lease).in_bulk()
    return [mine[order_id] for order_id in ids if order_id in mine]


def _held(orders: Sequence[Order]) -> QuerySet[Order]:
    """Return the orders that the caller still holds. All orders have the same lease."""
    return Order.objects.filter(id__in=[order.id for order in orders], lease=orders[0].lease)
