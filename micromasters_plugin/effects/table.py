"""Which function carries out which kind of order, and carrying out those that are due. Decides nothing."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from micromasters_plugin.effects import announcement, candidate_flag, credential_issue, credential_withdraw
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import OrderKind, claim_due, mark_done, mark_failed, put_off
from micromasters_plugin.platform.port import get_platform

log = logging.getLogger(__name__)

#: A retirement can be cancelled until it is carried out, which erases the orders.
LEAVERS_WAIT = timedelta(days=1)

EFFECTS: dict[OrderKind, Callable[..., None]] = {
    OrderKind.ISSUE_CREDENTIAL: credential_issue.run,
    OrderKind.WITHDRAW_CREDENTIAL: credential_withdraw.run,
    OrderKind.FLAG_CANDIDATE: candidate_flag.run,
    OrderKind.ANNOUNCE_AWARD: announcement.announce_award,
    OrderKind.ANNOUNCE_REVOCATION: announcement.announce_revocation,
}


def carry_out_due(*, now: datetime, stop_at: float | None = None, limit: int = 100) -> int:
    """Carry out every due order, those that carrying out places included; returns how many succeeded.

    Each is retried alone with a growing delay and parked after the last try; one that fails blocks no other.
    """
    done = 0
    while orders := claim_due(now=now, limit=limit):
        for order in _of_those_who_stay(orders, now):
            done += _carry_out(order, now)
        if stop_at is not None and time.monotonic() >= stop_at:
            break
    return done


def _of_those_who_stay(orders: Sequence[Order], now: datetime) -> list[Order]:
    """Nothing is issued or sent to people who are leaving; should one stay after all, their orders wait for that."""
    leavers = get_platform().leavers([order.user_id for order in orders])
    for order in orders:
        if order.user_id in leavers:
            put_off(order, until=now + LEAVERS_WAIT)
    return [order for order in orders if order.user_id not in leavers]


def _carry_out(order: Order, now: datetime) -> bool:
    try:
        EFFECTS[OrderKind(order.kind)](order, now=now)
    except Exception as error:
        is_parked = mark_failed(order, "".join(traceback.format_exception(error)), now=now)
        log.error("Order %s failed%s: %s", order.key, " and is parked" if is_parked else "", error)
        return False
    mark_done(order, now=now)
    return True
