"""Messages that must not go out twice: recorded before they are sent, confirmed after.

One window remains. Who is killed between the two leaves a record without a confirmation, and nobody can tell whether
the message went out. Such an order is parked for a person to decide, who may replay it.
"""

from __future__ import annotations

from datetime import datetime

from micromasters_plugin.exceptions import UncertainDeliveryError
from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.outbox.retrying import again_after_deadlock


@again_after_deadlock
def begin(order: Order, *, now: datetime) -> Delivery | None:
    """Record, in a transaction of its own, that the order's message is about to be sent; None where it was sent.

    Raises:
        UncertainDeliveryError: an earlier try was neither confirmed nor withdrawn.
    """
    delivery, is_new = Delivery.objects.get_or_create(order=order, defaults={"recorded": now})
    if delivery.sent is not None:
        return None
    if not is_new:
        raise UncertainDeliveryError(
            f"message {delivery.message_id} was about to be sent on {delivery.recorded:%Y-%m-%d at %H:%M} UTC, and"
            " whether it was is not known: look for it in the mail system's log, and replay this order to send it again"
        )
    return delivery


@again_after_deadlock
def confirm(delivery: Delivery, *, now: datetime) -> None:
    """Record that the message was handed over."""
    Delivery.objects.filter(id=delivery.id).update(sent=now)


@again_after_deadlock
def withdraw(delivery: Delivery) -> None:
    """Forget a try of which it is certain that nothing was sent; the next one has the same ``message_id``."""
    Delivery.objects.filter(id=delivery.id, sent__isnull=True).delete()
