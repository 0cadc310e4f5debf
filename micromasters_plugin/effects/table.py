"""Which function carries out which kind of order, and carrying out those that are due. Decides nothing."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from micromasters_plugin.effects import (
    announcement,
    candidate_flag,
    credential_email,
    credential_issue,
    credential_withdraw,
)
from micromasters_plugin.exceptions import NotYetError, UncertainDeliveryError
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.outbox.leasing import Hold
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import OrderKind, claim_due, mark_done, mark_failed, put_off
from micromasters_plugin.outbox.retrying import USUAL, RetryPolicy
from micromasters_plugin.platform.port import get_platform
from micromasters_plugin.toggles import is_issuing_paused

log = logging.getLogger(__name__)

#: What the kill switch stops. What takes a credential away, and what only records, goes on.
ISSUING = frozenset({OrderKind.ISSUE_CREDENTIAL, OrderKind.ANNOUNCE_AWARD, OrderKind.EMAIL_HOLDER})

#: When what waits for a person is asked again: a retirement that may be cancelled, a suspension that may end.
ASKED_AGAIN_AFTER = timedelta(days=1)

#: For what may wait for others: a person who has no name to give one, the event bus to come back. One to three days.
PATIENT = RetryPolicy(first_seconds=30, longest_seconds=6 * 3600, tries=20)

#: For what trying again would do twice.
ONCE = RetryPolicy(tries=1)


@dataclass(frozen=True, slots=True)
class Effect:
    """What carries out one kind of order, and how it is retried."""

    run: Callable[..., None]
    policy: RetryPolicy


EFFECTS: dict[OrderKind, Effect] = {
    OrderKind.ISSUE_CREDENTIAL: Effect(credential_issue.run, PATIENT),
    OrderKind.WITHDRAW_CREDENTIAL: Effect(credential_withdraw.run, USUAL),
    OrderKind.FLAG_CANDIDATE: Effect(candidate_flag.run, USUAL),
    OrderKind.ANNOUNCE_AWARD: Effect(announcement.announce_award, PATIENT),
    OrderKind.ANNOUNCE_REVOCATION: Effect(announcement.announce_revocation, PATIENT),
    OrderKind.EMAIL_HOLDER: Effect(credential_email.run, PATIENT),
}


def paused_kinds() -> frozenset[OrderKind]:
    """Return the kinds of orders that wait for the switch ``micromasters.issuing_paused`` to be off."""
    return ISSUING if is_issuing_paused() else frozenset()


def carry_out_due(*, now: datetime, stop_at: float | None = None, limit: int = 100) -> int:
    """Carry out every due order, those that carrying out places included; returns how many succeeded.

    Each is retried alone with a growing delay and parked after the last try; one that fails blocks no other. Those to
    issue wait while the switch ``micromasters.issuing_paused`` is on, which is asked for before each ``limit`` of them.
    """
    done, hold = 0, Hold()
    while orders := claim_due(now=now, limit=limit, waiting=paused_kinds()):
        fail_point("effects-taken")
        for order in _of_those_who_stay(orders, now):
            done += _carry_out(order, now)
            if hold.spent >= 1:
                break  # the rest may be in other hands by now
        if stop_at is not None and time.monotonic() >= stop_at:
            break
        hold = Hold()
    return done


def _of_those_who_stay(orders: Sequence[Order], now: datetime) -> list[Order]:
    """Nothing is issued or sent to people who are leaving; should one stay after all, their orders wait for that."""
    leavers = get_platform().leavers([order.user_id for order in orders])
    for order in orders:
        if order.user_id in leavers:
            put_off(order, until=now + ASKED_AGAIN_AFTER)
    return [order for order in orders if order.user_id not in leavers]


def _carry_out(order: Order, now: datetime) -> bool:
    policy = USUAL
    try:
        effect = EFFECTS[OrderKind(order.kind)]
        policy = effect.policy
        effect.run(order, now=now)
        fail_point("effect-delivered")
    except NotYetError as error:
        put_off(order, until=now + ASKED_AGAIN_AFTER)
        log.info("Order %s waits: %s", order.key, error)
        return False
    except Exception as error:
        policy = ONCE if isinstance(error, UncertainDeliveryError) else policy
        is_parked = mark_failed(order, "".join(traceback.format_exception(error)), policy=policy, now=now)
        log.error("Order %s failed%s: %s", order.key, " and is parked" if is_parked else "", error)
        return False
    mark_done(order, now=now)
    fail_point("effect-marked-done")
    return True
