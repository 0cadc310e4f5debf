"""Record an order's message, send the message, and confirm the record, so that the message is sent once.

The effect writes the message.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from micromasters_plugin.data import Message, MessageKind
from micromasters_plugin.exceptions import NotSentError, RefusedMessageError, UncertainDeliveryError, UnknownUserError
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.outbox import deliveries
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.platform.public_site import get_public_site


def send_once(order: Order, kind: MessageKind, context: Mapping[str, str | bool], *, now: datetime) -> None:
    """Send a message to the order's learner, unless the message was sent before.

    Raises:
        NotSentError: the message was not sent and may be retried.
        RefusedMessageError: the message was not sent, and a retry would fail too.
        UnknownUserError: the platform does not know the learner.
        UncertainDeliveryError: this try or an earlier try may have sent the message.
    """
    delivery = deliveries.begin(order, now=now)
    if delivery is None:
        return
    fail_point("email-recorded")
    try:
        get_public_site().send(Message(kind, delivery.message_id, order.user_id, context))
    except (NotSentError, RefusedMessageError, UnknownUserError):
        deliveries.withdraw(delivery)
        raise
    except Exception as error:
        raise UncertainDeliveryError(deliveries.describe_uncertainty(delivery)) from error
    fail_point("email-sent")
    deliveries.confirm(delivery, now=now)
