"""What staff can do from the admin's lists: each with a reason, each by permission, each logged."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, place
from micromasters_plugin.programs.models import Program
from micromasters_plugin.progress.models import Hint, ParkedEvent, Work
from tests.progress.learner import LEARNER, NOW


@pytest.fixture
def operator(client: Client, db: None) -> Client:
    """Somebody who may replay and dismiss, and nothing else."""
    user = User.objects.create_user("operator", is_staff=True)
    names = ("view_work", "change_work", "view_order", "change_order", "view_parkedevent", "delete_parkedevent")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


def act(client: Client, model: type, action: str, reason: str = "mended") -> str:
    """Choose every row of a list and act; return the page that follows."""
    rows = [str(row.pk) for row in model.objects.all()]
    address = reverse(f"admin:micromasters_{model._meta.model_name}_changelist")
    data = {"action": action, "_selected_action": rows, "reason": reason}
    return client.post(address, data, follow=True).content.decode()


def test_a_parked_learner_is_replayed_with_a_reason(operator: Client, program: Program) -> None:
    Work.objects.create(program=program, user_id=LEARNER, parked=NOW, tries=5, error="Traceback …")
    Work.objects.create(program=program, user_id=8)
    assert "1 learners are due again." in act(operator, Work, "replay")
    assert Hint.objects.get().user_id == LEARNER
    assert ": mended\n\nTraceback" in Work.objects.get(user_id=LEARNER).error
    assert LogEntry.objects.first().change_message == "Replay the parked among the chosen learners: mended"


def test_without_a_reason_nothing_is_done(operator: Client, program: Program) -> None:
    Work.objects.create(program=program, user_id=LEARNER, parked=NOW)
    assert "give a reason" in act(operator, Work, "replay", reason="  ")
    assert (Hint.objects.count(), LogEntry.objects.count()) == (0, 0)


def test_a_parked_order_is_replayed(operator: Client, program: Program) -> None:
    place([NewOrder(OrderKind.FLAG_CANDIDATE, LEARNER, program.id, "x")], now=NOW)
    Order.objects.update(parked=NOW, tries=5)
    assert "1 orders are due again." in act(operator, Order, "replay")
    assert (Order.objects.get().parked, Order.objects.get().tries) == (None, 0)


def test_unreadable_events_are_dismissed(operator: Client) -> None:
    ParkedEvent.objects.create(event_type="x", reason="x", payload="x", created=NOW)
    assert "1 rows are dismissed." in act(operator, ParkedEvent, "dismiss")
    assert (ParkedEvent.objects.count(), LogEntry.objects.count()) == (0, 1)


@pytest.mark.parametrize(("model", "action"), [(Work, "replay"), (Order, "replay"), (ParkedEvent, "dismiss")])
def test_who_may_only_look_is_offered_no_action(client: Client, program: Program, model: type, action: str) -> None:
    Work.objects.create(program=program, user_id=LEARNER, parked=NOW)
    place([NewOrder(OrderKind.FLAG_CANDIDATE, LEARNER, program.id, "x")], now=NOW)
    Order.objects.update(parked=NOW)
    ParkedEvent.objects.create(event_type="x", reason="x", payload="x", created=NOW)
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    act(client, model, action)
    assert (Hint.objects.count(), ParkedEvent.objects.count()) == (0, 1)
    assert Order.objects.get().parked == NOW
