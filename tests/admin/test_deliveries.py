"""A message of which nobody knows whether it was sent is confirmed where its delivery is."""

from __future__ import annotations

from django.test import Client

from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, place
from micromasters_plugin.programs.models import Program
from tests.admin.test_actions import act
from tests.progress.learner import LEARNER, NOW


def test_a_message_that_arrived_is_confirmed_with_a_reason(operator: Client, program: Program) -> None:
    place([NewOrder(OrderKind.EMAIL_HOLDER, LEARNER, program.id, "x")], now=NOW)
    Order.objects.update(parked=NOW, due=None)
    Delivery.objects.create(order=Order.objects.get(), recorded=NOW)
    assert "1 delivery is confirmed." in act(operator, Delivery, "confirm", reason="it is in the log")
    order = Order.objects.get()
    assert (order.parked, order.done is not None, "it is in the log" in order.error) == (None, True, True)
    assert Delivery.objects.get().sent is not None
