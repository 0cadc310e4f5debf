"""Map each kind of order to the function that carries out such an order. Carry out due orders."""

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

#: The switch ``micromasters.issuing_paused`` stops these kinds of orders. The switch stops no order that withdraws a
#: credential or only records a change.
ISSUING = frozenset({OrderKind.ISSUE_CREDENTIAL, OrderKind.ANNOUNCE_AWARD, OrderKind.EMAIL_HOLDER})

#: This policy is for orders that may wait until a person enters a name, or until the event bus works again. The retries
#: last between one and three days.
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
    """Return the kinds of orders that wait while the switch ``micromasters.issuing_paused`` is on."""
    return ISSUING if is_issuing_paused() else frozenset()


def carry_out_due(*, now: datetime, stop_at: float | None = None, limit: int = 100) -> int:
    """Carry out every due order, and also each order that an effect adds meanwhile. Return how many orders succeeded.

    A failed order is tried again with a growing delay, and is parked after the last try. A failed order blocks no other
    order. Orders of ``paused_kinds`` wait, and the function reads the switch before each claim. E-mails come last, and
    each claim takes few e-mails. If the mail server is down, the next round tries to send the e-mails again.

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
