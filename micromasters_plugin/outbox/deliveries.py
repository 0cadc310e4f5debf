"""Record each message before the message is sent and confirm the record afterwards, so that no message is sent twice.

If a worker is killed before the confirmation, nobody knows whether the message was sent. The order stays parked until a
person confirms the delivery or replays the order.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from micromasters_plugin.database.retrying import retry_after_deadlock, retry_if_outermost
from micromasters_plugin.exceptions import UncertainDeliveryError
from micromasters_plugin.outbox.models import Delivery, Order

log = logging.getLogger(__name__)


@retry_after_deadlock
def begin(order: Order, *, now: datetime) -> Delivery | None:
    """Record in a separate transaction that the order's message is about to be sent.

    Return None if the message was sent before.

    Raises:
        UncertainDeliveryError: the record of an earlier try was neither confirmed nor withdrawn.
    """
    delivery, is_new = Delivery.objects.get_or_create(order=order, defaults={"recorded": now})
    if delivery.sent is not None:
        return None
    if not is_new:
        raise UncertainDeliveryError(describe_uncertainty(delivery))
    return delivery


def describe_uncertainty(delivery: Delivery) -> str:
    """Return an error text about a message that may have been sent.

    A person must confirm the delivery or replay the order.
    """
    return (
        f"message {delivery.message_id} was about to be sent on {delivery.recorded:%Y-%m-%d at %H:%M} UTC, and it is"
        " unknown whether it was sent: look for it in the mail system's log; if it was sent, confirm its delivery; if"
        " not, replay this order to send it again"
    )


@retry_after_deadlock
def confirm(delivery: Delivery, *, now: datetime) -> None:
    """Record that the mail server accepted the message."""
    Delivery.objects.filter(id=delivery.id).update(sent=now)


@retry_after_deadlock
def withdraw(delivery: Delivery) -> None:
    """Delete the record of a try that certainly sent nothing. Every try of an order has the same ``message_id``."""
    Delivery.objects.filter(id=delivery.id, sent__isnull=True).delete()


def uncertain(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Return the ``rows`` whose message may have been sent. Only a person can find out whether the message was sent."""
    return rows.filter(sent__isnull=True, order__parked__isnull=False)


@retry_if_outermost
@transaction.atomic
def confirm_uncertain(rows: QuerySet[Delivery], *, reason: str, now: datetime) -> int:
    """Record that the messages of the uncertain ``rows`` arrived, so that no such message is sent again.

    The orders of these messages are marked done, and the ``reason`` replaces the error. Return how many rows were
    uncertain.
    """
    found = dict(uncertain(rows).values_list("id", "order_id"))
    orders = Order.objects.select_for_update().filter(id__in=found.values(), parked__isnull=False).order_by("id")
    still_parked = set(orders.values_list("id", flat=True))
    note = f"Confirmed on {now:%Y-%m-%d at %H:%M} UTC: {reason}"
    Order.objects.filter(id__in=still_parked).update(parked=None, done=now, error=note)
    confirmed = Delivery.objects.filter(order_id__in=still_parked, sent__isnull=True).update(sent=now)
    log.info("%d deliveries are confirmed", confirmed)
    return confirmed
