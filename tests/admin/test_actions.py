"""Test that each action of staff in the admin's lists asks for a reason, needs a permission and is logged."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from micromasters_plugin import api
from micromasters_plugin.admin.reasons import NAMED
from micromasters_plugin.credentials.models import Credential, CredentialChange, CredentialReview
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.inbox.models import Hint, ParkedEvent
from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, place
from micromasters_plugin.overrides.models import Override
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.needs import REPOSITORY
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything


@pytest.fixture
def operator(client: Client, db: None) -> Client:
    """Return a user who may only replay and dismiss."""
    user = User.objects.create_user("operator", is_staff=True)
    changed = ("work", "order", "delivery", "credential", "override")
    viewed = ("work", "order", "delivery", "parkedevent", "credential", "credentialreview", "override")
    names = ("delete_parkedevent", *(f"change_{model}" for model in changed), *(f"view_{model}" for model in viewed))
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


@pytest.fixture
def credential(program: Program, platform: FakePlatform) -> Credential:
    """Return the credential of a learner who passed everything."""
    pass_everything(platform)
    api.run_pending(now=NOW)
    return Credential.objects.get()


def act(client: Client, model: type, action: str, reason: str | None = "mended", **more: object) -> str:
    """Choose every row of a list and run an action. Without a reason, only open the confirmation.

    Return the resulting page.
    """
    rows = [str(row.pk) for row in model.objects.all()]
    address = reverse(f"admin:micromasters_{model._meta.model_name}_changelist")
    data = {"action": action, "_selected_action": rows, **({} if reason is None else {"reason": reason}), **more}
    return client.post(address, data, follow=True).content.decode()


def test_a_parked_learner_is_replayed_with_a_reason(operator: Client, program: Program) -> None:
    Work.objects.create(program=program, user_id=LEARNER, parked=NOW, tries=5, error="Traceback …")
    Work.objects.create(program=program, user_id=8)
    assert "1 learner is due again." in act(operator, Work, "replay")
    assert Hint.objects.get().user_id == LEARNER
    assert ": mended\n\nTraceback" in Work.objects.get(user_id=LEARNER).error
    assert LogEntry.objects.first().change_message == "Replay the chosen learners who are parked: mended"


def test_an_action_without_a_reason_does_nothing(operator: Client, program: Program) -> None:
    Work.objects.create(program=program, user_id=LEARNER, parked=NOW)
    assert "give a reason" in act(operator, Work, "replay", reason="  ")
    assert (Hint.objects.count(), LogEntry.objects.count()) == (0, 0)


def test_the_confirmation_names_the_rows_and_their_people(operator: Client, credential: Credential) -> None:
    page = act(operator, Credential, "revoke", reason=None)
    assert "<h1>Revoke the chosen credentials</h1>" in page
    assert "Nobody can undo a revocation." in page
    assert f"<li>{credential.uuid} in example (valid) (learner7)</li>" in page
    assert (Credential.objects.get().state, LogEntry.objects.count()) == ("valid", 0)


def test_the_confirmation_sends_the_rows_that_it_shows(operator: Client, credential: Credential) -> None:
    page = act(operator, Credential, "revoke", reason=None, select_across="1")
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', page))
    del sent["csrfmiddlewaretoken"]
    counted = sent.pop("counted")
    assert sent == {"action": "revoke", "select_across": "1", "_selected_action": str(credential.pk)}
    sent["counted"] = counted
    address = reverse("admin:micromasters_credential_changelist")
    assert "1 credential is revoked." in operator.post(address, sent | {"reason": "x"}, follow=True).content.decode()


def test_the_confirmation_names_the_first_rows_and_counts_the_rest(operator: Client) -> None:
    for _ in range(NAMED + 2):
        ParkedEvent.objects.create(event_type="x", reason="x", payload="x", created=NOW)
    page = act(operator, ParkedEvent, "dismiss", reason=None)
    assert f"<h2>Chosen: {NAMED + 2}</h2>" in page
    assert page.count("<li>x ") == NAMED
    assert "<li>and 2 more</li>" in page


def test_a_long_reason_is_refused_and_stays_in_the_form(operator: Client, credential: Credential) -> None:
    page = act(operator, Credential, "revoke", reason="because " * 200)
    assert "at most 1000 characters" in page
    assert "because because" in page
    assert Credential.objects.get().state == "valid"


def test_an_action_reports_that_its_rows_are_gone(operator: Client) -> None:
    page = act(operator, ParkedEvent, "dismiss", _selected_action=["4711"])
    assert "the chosen rows do not exist any more" in page


def test_a_parked_order_is_replayed(operator: Client, program: Program) -> None:
    place([NewOrder(OrderKind.FLAG_CANDIDATE, LEARNER, program.id, "x")], now=NOW)
    Order.objects.update(parked=NOW, tries=5)
    assert "1 order is due again." in act(operator, Order, "replay")
    assert (Order.objects.get().parked, Order.objects.get().tries) == (None, 0)


def test_unreadable_events_are_dismissed(operator: Client) -> None:
    ParkedEvent.objects.create(event_type="x", reason="x", payload="x", created=NOW)
    assert "1 row is dismissed." in act(operator, ParkedEvent, "dismiss")
    assert (ParkedEvent.objects.count(), LogEntry.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("action", "state"),
    [("suspend", "suspended"), ("revoke", "revoked"), ("reissue", "superseded"), ("keep", "valid")],
)
def test_staff_decide_about_a_credential_in_their_own_name(
    operator: Client, credential: Credential, action: str, state: str
) -> None:
    assert "1 credential is " in act(operator, Credential, action, reason="the board decided")
    change = CredentialChange.objects.get()
    actor = User.objects.get(username="operator")
    assert (change.action, change.actor_id, change.reason) == (action, actor.pk, "the board decided")
    credential.refresh_from_db()
    assert credential.state == state


def test_a_suspended_credential_is_reinstated(operator: Client, credential: Credential) -> None:
    api.change_credential(str(credential.uuid), "suspend", actor=Actor.operator(1), reason="an inquiry")
    act(operator, Credential, "reinstate")
    credential.refresh_from_db()
    assert credential.state == "valid"


def test_one_refused_row_keeps_all_chosen_rows_unchanged(
    operator: Client, credential: Credential, platform: FakePlatform
) -> None:
    pass_everything(platform, LEARNER + 1)
    api.run_pending(now=NOW)
    api.change_credential(str(credential.uuid), "suspend", actor=Actor.operator(1), reason="an inquiry")
    assert "Nothing was done: a credential that is suspended" in act(operator, Credential, "suspend")
    assert sorted(Credential.objects.values_list("state", flat=True)) == ["suspended", "valid"]
    assert LogEntry.objects.count() == 0


@pytest.mark.parametrize(("action", "state"), [("keep", "valid"), ("revoke", "revoked")])
def test_staff_close_a_review(
    operator: Client, credential: Credential, platform: FakePlatform, action: str, state: str
) -> None:
    platform.grade(LEARNER, run_of("1x"), 0.1)
    hint()
    api.run_pending(now=NOW)
    act(operator, CredentialReview, action)
    assert CredentialReview.objects.get().outcome == action
    credential.refresh_from_db()
    assert credential.state == state


def test_an_override_is_withdrawn_once(operator: Client, program: Program, platform: FakePlatform) -> None:
    platform.add_learner(LEARNER)
    api.record_override(str(program.uuid), "hold", user_id=LEARNER, actor=Actor.operator(1), reason="an inquiry")
    assert "1 override is withdrawn." in act(operator, Override, "withdraw", reason="it came to nothing")
    assert Override.objects.get().withdrawn_reason == "it came to nothing"
    assert "Nothing was done: " in act(operator, Override, "withdraw", reason="once more")


@pytest.mark.parametrize(
    ("model", "action"),
    [
        (Work, "replay"),
        (Order, "replay"),
        (ParkedEvent, "dismiss"),
        (Credential, "revoke"),
        (CredentialReview, "revoke"),
        (Override, "withdraw"),
    ],
)
def test_a_viewer_is_offered_no_action(
    client: Client, program: Program, credential: Credential, model: type, action: str
) -> None:
    Order.objects.all().delete()
    CredentialReview.objects.create(credential=credential, opened=NOW)
    api.record_override(str(program.uuid), "hold", user_id=LEARNER, actor=Actor.operator(1), reason="an inquiry")
    Hint.objects.all().delete()
    Work.objects.update(parked=NOW)
    place([NewOrder(OrderKind.FLAG_CANDIDATE, LEARNER, program.id, "x")], now=NOW)
    Order.objects.update(parked=NOW)
    ParkedEvent.objects.create(event_type="x", reason="x", payload="x", created=NOW)
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    act(client, model, action)
    assert (Hint.objects.count(), ParkedEvent.objects.count()) == (0, 1)
    assert Order.objects.get().parked == NOW
    assert Credential.objects.get().state == "valid"
    assert Override.objects.get().withdrawn is None


def test_actions_change_rows_only_through_the_api() -> None:
    writing = re.compile(r"\.(save|delete|update|create|bulk_create|bulk_update)\(")
    pages = (REPOSITORY / "micromasters_plugin" / "admin").glob("*.py")
    assert [page.name for page in pages if writing.search(page.read_text("utf-8"))] == []


def test_a_message_that_arrived_is_confirmed_with_a_reason(operator: Client, program: Program) -> None:
    place([NewOrder(OrderKind.EMAIL_HOLDER, LEARNER, program.id, "x")], now=NOW)
    Order.objects.update(parked=NOW, due=None)
    Delivery.objects.create(order=Order.objects.get(), recorded=NOW)
    assert "1 delivery is confirmed." in act(operator, Delivery, "confirm", reason="it is in the log")
    order = Order.objects.get()
    assert (order.parked, order.done is not None, "it is in the log" in order.error) == (None, True, True)
    assert Delivery.objects.get().sent is not None
