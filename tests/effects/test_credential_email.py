"""Test that a learner gets only one e-mail about a credential, even after many retries or a killed worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import override_settings

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import Message
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.effects.table import carry_out_due
from micromasters_plugin.exceptions import NotSentError
from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.outbox.orders import OrderKind
from micromasters_plugin.programs.models import Program
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, pass_everything

LATER = NOW + timedelta(days=3)
TEMPLATE = "micromasters/edx_ace/credentialissued/email/{}"


@pytest.fixture(autouse=True)
def email_switch() -> object:
    with override_settings(MICROMASTERS_CREDENTIAL_EMAIL=True):
        yield


@pytest.fixture
def earned_program(program: Program, platform: FakePlatform) -> FakePlatform:
    pass_everything(platform)
    return platform


@pytest.fixture
def fail_sending(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Make sending fail with an error until the patch is undone."""

    def fail(error: BaseException) -> None:
        def send(self: FakePlatform, message: Message) -> None:
            raise error

        monkeypatch.setattr(FakePlatform, "send", send)

    return fail


def order() -> Order:
    return Order.objects.get(kind=OrderKind.EMAIL_HOLDER.value)


def give_back() -> None:
    """Reset the order to the state before the worker marked the order as done."""
    Order.objects.filter(kind=OrderKind.EMAIL_HOLDER.value).update(done=None, lease="", leased_until=None, due=NOW)


def test_the_holder_gets_the_address_of_the_credential(earned_program: FakePlatform) -> None:
    api.run_pending(now=NOW)
    (message,) = mail.outbox
    assert message.to == [f"learner{LEARNER}@example.org"]
    assert str(Credential.objects.get().uuid) in message.body


def test_an_order_retried_a_thousand_times_sends_one_e_mail(earned_program: FakePlatform) -> None:
    api.run_pending(now=NOW)
    for _ in range(1000):
        give_back()
        carry_out_due(now=NOW)
    assert len(mail.outbox) == 1
    assert order().done is not None


def test_an_unsent_e_mail_is_sent_later_with_the_same_message_id(
    earned_program: FakePlatform, fail_sending: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_sending(NotSentError("the mail server is down"))
    api.run_pending(now=NOW)
    assert (order().tries, order().parked, Delivery.objects.count()) == (1, None, 0)
    monkeypatch.undo()
    with override_settings(MICROMASTERS_CREDENTIAL_EMAIL=True):
        api.run_pending(now=LATER)
    (message,) = mail.outbox
    assert message.extra_headers["Message-ID"] == f"<{Delivery.objects.get().message_id}@micromasters>"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("connection lost")])
def test_an_e_mail_that_may_have_been_sent_is_parked(
    earned_program: FakePlatform,
    fail_sending: Callable[[BaseException], None],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
) -> None:
    fail_sending(error)
    try:
        api.run_pending(now=NOW)
    except KeyboardInterrupt:
        give_back()
    monkeypatch.undo()
    Order.objects.update(due=NOW)
    carry_out_due(now=NOW)
    assert (mail.outbox, order().parked) == ([], NOW)
    assert "it is unknown whether it was sent" in order().error
    api.replay_parked(actor=OPERATOR, reason="the log shows nothing", now=LATER)
    carry_out_due(now=LATER)
    assert len(mail.outbox) == 1
    assert order().done == LATER


def test_an_e_mail_that_fails_blocks_nothing_else(
    earned_program: FakePlatform, fail_sending: Callable[[BaseException], None]
) -> None:
    fail_sending(NotSentError("the mail server is down"))
    api.run_pending(now=NOW)
    assert Credential.objects.get().state == "valid"
    assert Order.objects.get(kind=OrderKind.ANNOUNCE_AWARD.value).done == NOW


def test_no_e_mail_is_sent_for_a_revoked_credential(
    earned_program: FakePlatform, fail_sending: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_sending(NotSentError("the mail server is down"))
    api.run_pending(now=NOW)
    monkeypatch.undo()
    api.change_credential(
        str(Credential.objects.get().uuid), "revoke", actor=Actor.operator(1), reason="an error", now=NOW
    )
    carry_out_due(now=LATER)
    assert (mail.outbox, order().done) == ([], LATER)


def change(action: str) -> None:
    api.change_credential(
        str(Credential.objects.get().uuid), action, actor=Actor.operator(1), reason="a question", now=NOW
    )


@pytest.fixture
def suspended_credential(
    earned_program: FakePlatform, fail_sending: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> FakePlatform:
    """The credential was suspended before its e-mail was sent. The e-mail is due."""
    fail_sending(NotSentError("the mail server is down"))
    api.run_pending(now=NOW)
    monkeypatch.undo()
    change("suspend")
    Order.objects.filter(done=None).update(due=NOW)
    carry_out_due(now=NOW)
    return earned_program


def test_the_e_mail_of_a_suspended_credential_waits_without_using_a_try(suspended_credential: FakePlatform) -> None:
    assert (mail.outbox, order().done, order().parked, Delivery.objects.count()) == ([], None, None, 0)
    assert (order().tries, order().due) == (1, NOW + timedelta(days=1))


def test_a_reinstated_credential_sends_one_e_mail(suspended_credential: FakePlatform) -> None:
    change("reinstate")
    carry_out_due(now=NOW)
    assert (len(mail.outbox), order().done) == (1, NOW)


def test_a_suspension_after_the_e_mail_sends_no_second_e_mail(earned_program: FakePlatform) -> None:
    api.run_pending(now=NOW)
    for action in ("suspend", "reinstate"):
        change(action)
        api.run_pending(now=LATER)
    assert len(mail.outbox) == 1


def test_the_e_mail_of_a_reissued_credential_links_to_the_successor(
    earned_program: FakePlatform, fail_sending: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_sending(NotSentError("the mail server is down"))
    api.run_pending(now=NOW)
    monkeypatch.undo()
    change("reissue")
    api.run_pending(now=LATER)
    (message,) = mail.outbox
    assert str(Credential.objects.get(is_current=True).uuid) in message.body


def test_a_credential_revoked_while_suspended_sends_no_e_mail(suspended_credential: FakePlatform) -> None:
    change("revoke")
    carry_out_due(now=LATER)
    assert (mail.outbox, order().done) == ([], LATER)


def test_no_e_mail_is_sent_unless_the_setting_is_on(earned_program: FakePlatform) -> None:
    with override_settings(MICROMASTERS_CREDENTIAL_EMAIL=False):
        api.run_pending(now=NOW)
    carry_out_due(now=LATER)
    assert mail.outbox == []


def test_names_are_escaped_in_html_and_not_in_plain_text() -> None:
    context = {"name": "<b>Zoë & Co</b>", "program_title": "A & B", "institution": "X", "url": "u", "is_specimen": True}
    assert "Dear “\u2068<b>Zoë & Co</b>\u2069”," in render_to_string(TEMPLATE.format("body.txt"), context)
    assert "Dear <bdi>&lt;b&gt;Zoë &amp; Co&lt;/b&gt;</bdi>," in render_to_string(TEMPLATE.format("body.html"), context)
    for part in ("subject.txt", "body.txt", "body.html"):
        assert "pecimen" in render_to_string(TEMPLATE.format(part), context)
