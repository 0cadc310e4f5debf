"""Carry out claimed orders of one kind in one transaction. If the transaction fails, carry out the orders one by one.

``table`` maps each kind to the kind's function.
"""

from __future__ import annotations

import logging
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from micromasters_plugin.database.leasing import Hold
from micromasters_plugin.database.retrying import RetryPolicy
from micromasters_plugin.exceptions import NotYetError, RefusedMessageError, UncertainDeliveryError
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.failures import describe
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import give_back, mark_done, mark_failed, postpone
from micromasters_plugin.platform.retirement import get_retirement
from micromasters_plugin.time_limit import is_up

log = logging.getLogger(__name__)

#: An order waits this long before the plugin checks again whether a retirement or a suspension has ended.
RECHECK_AFTER = timedelta(days=1)

#: This policy is for errors where a retry would fail again or act twice.
ONCE = RetryPolicy(tries=1)

#: One transaction carries out at most this many orders. The number is large enough to share a transaction's cost, and
#: small enough to keep the transaction short.
ORDERS_PER_TRANSACTION = 50


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect has the function that carries out one kind of order, and the kind's retry policy.

    ``together`` takes a list of orders and carries out all orders or no order. ``alone`` takes one order. An effect has
    exactly one of these two functions. A transaction cannot roll back an effect outside the database, so such an effect
    has ``alone``. The error ``down`` means that at the moment no order of the kind can succeed.
    """

    policy: RetryPolicy
    alone: Callable[..., None] | None = None
    together: Callable[..., None] | None = None
    down: type[Exception] | None = None

    def run(self, orders: Sequence[Order], *, now: datetime) -> None:
        """Carry out the orders with the function that the effect has."""
        if self.together is not None:
            self.together(orders, now=now)
        elif self.alone is not None:
            for order in orders:
                self.alone(order, now=now)


@dataclass(slots=True)
class BatchResult:
    """A result counts the successful orders.

    ``is_down`` means that the kind's other orders must wait, and ``is_late`` means that all orders must wait.
    """

    done: int = 0
    is_down: bool = False
    is_late: bool = False


def carry_out(
    effect: Effect, orders: Sequence[Order], *, hold: Hold, now: datetime, stop_at: float | None
) -> BatchResult:
    """Carry out claimed orders of one kind, but postpone the orders of users whose account is being retired.

    Once ``time.monotonic()`` passes ``stop_at``, or once a service is down, give back the orders that were not begun.
    Begin no order after ``hold`` has run out, because another worker may then have the order.
    """
    result = BatchResult()
    parts = deque(_parts(effect, _without_leavers(orders, now)))
    while parts:
        part = parts.popleft()
        result.is_late = is_up(stop_at)
        if result.is_down or result.is_late:
            give_back([*part, *chain.from_iterable(parts)])
            break
        if hold.spent >= 1:
            break
        if len(part) == 1:
            _carry_out_one(effect, part[0], result, now)
        elif not _carry_out_together(effect, part, result, now):
            parts.extendleft([order] for order in reversed(part))
    return result


def _without_leavers(orders: Sequence[Order], now: datetime) -> list[Order]:
    """Return the orders, but postpone the orders of users whose account is being retired.

    Orders that failed earlier come last in the result. A user whose account is being retired gets no credential and no
    message. The user's order waits, because the retirement may be cancelled.
    """
    leavers = get_retirement().leavers([order.user_id for order in orders])
    postpone([order for order in orders if order.user_id in leavers], until=now + RECHECK_AFTER)
    return sorted((order for order in orders if order.user_id not in leavers), key=lambda order: order.tries > 0)


def _parts(effect: Effect, orders: Sequence[Order]) -> Iterator[Sequence[Order]]:
    """Split the orders into parts that are carried out together.

    An order that failed before is the only order in its part.
    """
    never_tried = sum(order.tries == 0 for order in orders) if effect.together is not None else 0
    for start in range(0, never_tried, ORDERS_PER_TRANSACTION):
        yield orders[start : min(start + ORDERS_PER_TRANSACTION, never_tried)]
    for order in orders[never_tried:]:
        yield [order]


def _carry_out_together(effect: Effect, orders: Sequence[Order], result: BatchResult, now: datetime) -> bool:
    """Carry out all orders or no order.

    If the orders failed, return False, so that the caller tries each order alone.
    """
    try:
        effect.run(orders, now=now)
    except Exception as error:
        log.warning(
            "%d orders %s failed together, so each order is tried alone: %s",
            len(orders),
            orders[0].kind,
            describe(error),
        )
        return False
    _record_success(orders, result, now)
    return True


def _carry_out_one(effect: Effect, order: Order, result: BatchResult, now: datetime) -> None:
    try:
        effect.run([order], now=now)
        fail_point("effect-delivered")
    except Exception as error:
        result.is_down = _record_error(effect, order, error, now)
        return
    _record_success([order], result, now)


def _record_success(orders: Sequence[Order], result: BatchResult, now: datetime) -> None:
    mark_done(orders, now=now)
    result.done += len(orders)
    fail_point("effect-marked-done")


def _record_error(effect: Effect, order: Order, error: Exception, now: datetime) -> bool:
    """Record a failed try, or postpone the order. Return True if no other order of the kind can succeed now."""
    if isinstance(error, NotYetError):
        postpone([order], until=now + RECHECK_AFTER)
        log.info("Order %s waits: %s", order.key, describe(error))
        return False
    policy = ONCE if isinstance(error, UncertainDeliveryError | RefusedMessageError) else effect.policy
    is_parked = mark_failed(order, "".join(traceback.format_exception(error)).strip(), policy=policy, now=now)
    log.error("Order %s failed%s: %s", order.key, " and is parked" if is_parked else "", describe(error))
    return effect.down is not None and isinstance(error, effect.down)
