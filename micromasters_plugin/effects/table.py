"""Map each kind of order to the function that carries it out, and carry out due orders."""

from __future__ import annotations

from datetime import datetime, timedelta

from micromasters_plugin.database.leasing import Hold
from micromasters_plugin.database.retrying import USUAL, RetryPolicy
from micromasters_plugin.effects import (
    announcement,
    candidate_flag,
    credential_email,
    credential_issue,
    credential_withdraw,
)
from micromasters_plugin.effects.batches import Effect, carry_out
from micromasters_plugin.exceptions import MailServerDownError
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.outbox.orders import OrderKind, claim_due, free_stuck
from micromasters_plugin.time_limit import is_up
from micromasters_plugin.toggles import is_issuing_paused

#: The kinds that the kill switch stops. The switch does not stop orders that withdraw a credential or only record
#: something.
ISSUING = frozenset({OrderKind.ISSUE_CREDENTIAL, OrderKind.ANNOUNCE_AWARD, OrderKind.EMAIL_HOLDER})

#: For orders that may wait until a person enters a name or the event bus is back. Retries last one to three days.
PATIENT = RetryPolicy(first_seconds=30, longest_seconds=6 * 3600, tries=20)

#: For e-mails. Mail servers usually retry for three days too.
MAIL_POLICY = RetryPolicy(first_seconds=30, longest_seconds=3600, lasts=timedelta(days=3))

EFFECTS: dict[OrderKind, Effect] = {
    OrderKind.ISSUE_CREDENTIAL: Effect(PATIENT, together=credential_issue.run),
    OrderKind.WITHDRAW_CREDENTIAL: Effect(USUAL, alone=credential_withdraw.run),
    OrderKind.FLAG_CANDIDATE: Effect(USUAL, together=candidate_flag.run),
    OrderKind.ANNOUNCE_AWARD: Effect(PATIENT, alone=announcement.announce_award),
    OrderKind.ANNOUNCE_REVOCATION: Effect(PATIENT, alone=announcement.announce_revocation),
    OrderKind.EMAIL_HOLDER: Effect(MAIL_POLICY, alone=credential_email.run, down=MailServerDownError),
}


def paused_kinds() -> frozenset[OrderKind]:
    """Return the kinds of orders that wait for the switch ``micromasters.issuing_paused`` to be off."""
    return ISSUING if is_issuing_paused() else frozenset()


def carry_out_due(*, now: datetime, stop_at: float | None = None, limit: int = 100) -> int:
    """Carry out every due order, including new orders that effects place; return how many succeeded.

    A failed order is retried with a growing delay, and parked after the last try. A failed order blocks no other order.
    Orders of ``paused_kinds`` wait; the switch is read before each claim. E-mails come last and in small numbers. If
    the mail server is down, the next round tries again.

    The function begins no order once ``time.monotonic()`` passes ``stop_at``.
    """
    free_stuck(now=now, stop_at=stop_at)
    done, down = 0, set[OrderKind]()
    hold = Hold()
    while not is_up(stop_at):
        orders = claim_due(now=now, limit=limit, waiting=paused_kinds() | down)
        if not orders:
            break
        fail_point("effects-taken")
        kind = OrderKind(orders[0].kind)
        result = carry_out(EFFECTS[kind], orders, hold=hold, now=now, stop_at=stop_at)
        done += result.done
        if result.is_late:
            break
        if result.is_down:
            down.add(kind)
        hold = Hold()
    return done
