"""A learner gets one e-mail about a credential, however often sending is tried and whichever worker is killed."""

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
def switched_on() -> object:
    with override_settings(MICROMASTERS_CREDENTIAL_EMAIL=True):
        yield


@pytest.fixture
def earned(program: Program, platform: FakePlatform) -> FakePlatform:
    pass_everything(platform)
    return platform


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Make sending fail with an error until it is undone."""

    def fail(error: BaseException) -> None:
        def send(self: FakePlatform, message: Message) -> None:
            raise error

        monkeypatch.setattr(FakePlatform, "send", send)

    return fail


def order() -> Order:
    return Order.objects.get(kind=OrderKind.EMAIL_HOLDER.value)


def give_back() -> None:
    """Set the order back as if its worker had been killed before it marked the order done."""
    Order.objects.filter(kind=OrderKind.EMAIL_HOLDER.value).update(done=None, lease="", leased_until=None, due=NOW)


def test_the_holder_gets_the_address_of_the_credential(earned: FakePlatform) -> None:
    api.run_pending(now=NOW)
    (message,) = mail.outbox
    assert message.to == [f"learner{LEARNER}@example.org"]
    assert str(Credential.objects.get().uuid) in message.body


def test_it_is_sent_once_for_a_thousand_retries(earned: FakePlatform) -> None:
    api.run_pending(now=NOW)
    for _ in range(1000):
        give_back()
        carry_out_due(now=NOW)
    assert len(mail.outbox) == 1
    assert order().done is not None


def test_what_was_certainly_not_sent_is_sent_later_under_the_same_name(
    earned: FakePlatform, failing: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(NotSentError("the mail server is down"))
    api.run_pending(now=NOW)
    assert (order().tries, order().parked, Delivery.objects.count()) == (1, None, 0)
    monkeypatch.undo()
    with override_settings(MICROMASTERS_CREDENTIAL_EMAIL=True):
        api.run_pending(now=LATER)
    (message,) = mail.outbox
    assert message.extra_headers["Message-ID"] == f"<{Delivery.objects.get().message_id}@micromasters>"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("connection lost")])
def test_of_what_may_have_been_sent_a_person_decides(
    earned: FakePlatform,
    failing: Callable[[BaseException], None],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
) -> None:
    failing(error)
    try:
        api.run_pending(now=NOW)
    except KeyboardInterrupt:
        give_back()
    monkeypatch.undo()
    Order.objects.update(due=NOW)
    carry_out_due(now=NOW)
    assert (mail.outbox, order().parked) == ([], NOW)
    assert "whether it was is not known" in order().error
    api.replay_parked(actor=OPERATOR, reason="the log shows nothing", now=LATER)
    carry_out_due(now=LATER)
    assert len(mail.outbox) == 1
    assert order().done == LATER


def test_an_e_mail_that_fails_blocks_nothing_else(
    earned: FakePlatform, failing: Callable[[BaseException], None]
) -> None:
    failing(NotSentError("the mail server is down"))
    api.run_pending(now=NOW)
    assert Credential.objects.get().state == "valid"
    assert Order.objects.get(kind=OrderKind.ANNOUNCE_AWARD.value).done == NOW


def test_nobody_is_congratulated_on_what_was_taken_away_meanwhile(
    earned: FakePlatform, failing: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(NotSentError("the mail server is down"))
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
def suspended(
    earned: FakePlatform, failing: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> FakePlatform:
    """The credential was suspended before its e-mail could be sent; then the e-mail was due."""
    failing(NotSentError("the mail server is down"))
    api.run_pending(now=NOW)
    monkeypatch.undo()
    change("suspend")
    Order.objects.filter(done=None).update(due=NOW)
    carry_out_due(now=NOW)
    return earned


def test_while_the_credential_is_suspended_the_e_mail_waits_and_that_is_no_failure(suspended: FakePlatform) -> None:
    assert (mail.outbox, order().done, order().parked, Delivery.objects.count()) == ([], None, None, 0)
    assert (order().tries, order().due) == (1, NOW + timedelta(days=1))


def test_once_the_credential_is_reinstated_the_holder_is_written_to_once(suspended: FakePlatform) -> None:
    change("reinstate")
    carry_out_due(now=NOW)
    assert (len(mail.outbox), order().done) == (1, NOW)


def test_a_suspension_after_the_e_mail_leads_to_no_second_one(earned: FakePlatform) -> None:
    api.run_pending(now=NOW)
    for action in ("suspend", "reinstate"):
        change(action)
        api.run_pending(now=LATER)
    assert len(mail.outbox) == 1


def test_of_a_credential_reissued_before_the_e_mail_the_successor_is_named(
    earned: FakePlatform, failing: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(NotSentError("the mail server is down"))
    api.run_pending(now=NOW)
    monkeypatch.undo()
    change("reissue")
    api.run_pending(now=LATER)
    (message,) = mail.outbox
    assert str(Credential.objects.get(is_current=True).uuid) in message.body


def test_of_a_credential_revoked_while_it_was_suspended_nobody_is_written_to(suspended: FakePlatform) -> None:
    change("revoke")
    carry_out_due(now=LATER)
    assert (mail.outbox, order().done) == ([], LATER)


def test_unless_it_is_switched_on_nobody_is_written_to(earned: FakePlatform) -> None:
    with override_settings(MICROMASTERS_CREDENTIAL_EMAIL=False):
        api.run_pending(now=NOW)
    carry_out_due(now=LATER)
    assert mail.outbox == []


def test_the_text_takes_names_as_they_are_and_the_page_escapes_them() -> None:
    context = {"name": "<b>Zoë & Co</b>", "program_title": "A & B", "institution": "X", "url": "u", "is_specimen": True}
    assert "Dear “\u2068<b>Zoë & Co</b>\u2069”," in render_to_string(TEMPLATE.format("body.txt"), context)
    assert "Dear <bdi>&lt;b&gt;Zoë &amp; Co&lt;/b&gt;</bdi>," in render_to_string(TEMPLATE.format("body.html"), context)
    for part in ("subject.txt", "body.txt", "body.html"):
        assert "pecimen" in render_to_string(TEMPLATE.format(part), context)
