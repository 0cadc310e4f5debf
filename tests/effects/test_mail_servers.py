"""Test mail servers that fail at every stage.

The plugin sends an unsent e-mail later, and does not repeat an e-mail that may have been sent.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.effects.table import carry_out_due
from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.outbox.orders import OrderKind
from micromasters_plugin.programs.models import Program
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, pass_everything
from tests.services.smtp import DRIBBLE, DROP, NOISE, SILENCE, MailServer

LATER = NOW + timedelta(days=1)
#: The timeout in seconds for a server that stops answering before the message.
SHORT = 0.3
#: The timeout in seconds for a server that stops answering after the message. A slow machine needs time to send the
#: message.
LONG = 3.0
BEFORE_THE_MESSAGE = ("GREETING", "EHLO", "MAIL", "RCPT", "DATA")

#: The order's state after each misbehaviour at each stage.
TRIED_AGAIN = [
    *((stage, how) for stage in BEFORE_THE_MESSAGE for how in (SILENCE, DROP, DRIBBLE, NOISE, "421", "450")),
    ("END", "421"),
    ("END", "450"),
    ("GREETING", "554"),
]
REFUSED = [(stage, "550") for stage in ("MAIL", "RCPT", "DATA", "END")]
UNCERTAIN = [("END", how) for how in (SILENCE, DROP, DRIBBLE, NOISE)]


@pytest.fixture(autouse=True)
def smtp_backend(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = None
    settings.MICROMASTERS_CREDENTIAL_EMAIL = True


@pytest.fixture
def earned_program(program: Program, platform: FakePlatform) -> FakePlatform:
    pass_everything(platform)
    return platform


@pytest.fixture(autouse=True)
def check_log_names_nobody(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert not any(name in caplog.text for name in ("learner7", "example.org>", "Amina"))


def order() -> Order:
    return Order.objects.get(kind=OrderKind.EMAIL_HOLDER.value)


def meet(server: MailServer, settings: Any, *, now=NOW, seconds: float = 30.0) -> None:
    settings.EMAIL_PORT = server.port
    settings.MICROMASTERS_MAIL_SECONDS = seconds
    api.run_pending(now=now)


@pytest.mark.parametrize(("stage", "misbehaviour"), TRIED_AGAIN)
def test_an_unsent_e_mail_is_sent_once_the_server_works(
    earned_program: FakePlatform, settings: Any, stage: str, misbehaviour: str
) -> None:
    with MailServer(stage, misbehaviour) as server:
        meet(server, settings, seconds=SHORT if stage in BEFORE_THE_MESSAGE else LONG)
        assert server.messages == []
    assert (order().tries, order().parked, Delivery.objects.count()) == (1, None, 0)
    with MailServer() as server:
        meet(server, settings, now=LATER)
        assert len(server.messages) == 1
    assert order().done == LATER


@pytest.mark.parametrize(("stage", "misbehaviour"), REFUSED)
def test_a_permanent_refusal_is_parked_immediately_with_the_error(
    earned_program: FakePlatform, settings: Any, caplog: pytest.LogCaptureFixture, stage: str, misbehaviour: str
) -> None:
    with MailServer(stage, misbehaviour) as server:
        meet(server, settings)
        assert server.messages == []
    assert (order().tries, order().parked, Delivery.objects.count()) == (1, NOW, 0)
    assert "RefusedMessageError" in order().error and "learner7@example.org" in order().error
    assert f"({misbehaviour})" in caplog.text


@pytest.mark.parametrize(("stage", "misbehaviour"), UNCERTAIN)
def test_a_connection_lost_after_the_message_parks_the_order(
    earned_program: FakePlatform, settings: Any, stage: str, misbehaviour: str
) -> None:
    with MailServer(stage, misbehaviour) as server:
        meet(server, settings, seconds=LONG)
        meet(server, settings, now=LATER)
        assert server.connections == 1
    assert (order().tries, order().parked, Delivery.objects.get().sent) == (1, NOW, None)
    assert "confirm its delivery" in order().error


@pytest.mark.parametrize("misbehaviour", [SILENCE, DROP, DRIBBLE, NOISE, "421", "550"])
def test_an_error_after_the_server_accepted_the_message_changes_nothing(
    earned_program: FakePlatform, settings: Any, misbehaviour: str
) -> None:
    with MailServer("QUIT", misbehaviour) as server:
        meet(server, settings, seconds=LONG)
        assert len(server.messages) == 1
    assert order().done == NOW


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid", "label" * 20 + ".invalid"])
def test_an_unreachable_mail_server_costs_one_try_a_round(
    earned_program: FakePlatform, settings: Any, host: str
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, free_port()
    for user_id in range(LEARNER + 1, LEARNER + 13):
        pass_everything(earned_program, user_id)
    api.run_pending(now=NOW)
    mails = Order.objects.filter(kind=OrderKind.EMAIL_HOLDER.value)
    assert sorted(mails.values_list("tries", flat=True)) == [0] * 12 + [1]
    assert not mails.filter(parked__isnull=False).exists() and not mails.exclude(lease="").exists()
    assert Order.objects.filter(done=NOW, kind=OrderKind.ANNOUNCE_AWARD.value).count() == 13
    settings.EMAIL_HOST = "127.0.0.1"
    with MailServer() as server:
        meet(server, settings, now=LATER)
        assert len(server.messages) == 13


def test_mail_is_retried_for_three_days_and_then_parked(earned_program: FakePlatform, settings: Any) -> None:
    settings.EMAIL_PORT = free_port()
    now, rounds = NOW, 0
    while order_or_none() is None or order().parked is None:
        api.run_pending(now=now)
        now += timedelta(hours=8)
        rounds += 1
        assert rounds < 100
    assert NOW + timedelta(days=3) <= order().parked < NOW + timedelta(days=3, hours=9)
    assert order().tries > 5


def order_or_none() -> Order | None:
    return Order.objects.filter(kind=OrderKind.EMAIL_HOLDER.value).first()


def test_the_sites_own_email_timeout_stays(earned_program: FakePlatform, settings: Any) -> None:
    settings.EMAIL_TIMEOUT = 4711
    with MailServer("EHLO", SILENCE) as server:
        meet(server, settings, seconds=SHORT)
    assert (settings.EMAIL_TIMEOUT, order().tries) == (4711, 1)


class Broken:
    """A failing mail backend without SMTP."""

    def __init__(self, **kwargs: Any):
        pass

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("the provider's address is learner7@example.org")


def test_an_error_of_another_mail_backend_leaves_the_delivery_uncertain(
    earned_program: FakePlatform, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    api.run_pending(now=NOW)
    assert (order().parked, Delivery.objects.get().sent) == (NOW, None)


def test_a_confirmed_message_is_never_sent_again(earned_program: FakePlatform, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    api.run_pending(now=NOW)
    assert (
        api.confirm_deliveries([Delivery.objects.get().id], actor=OPERATOR, reason="it is in the log", now=LATER) == 1
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert api.replay_parked(actor=OPERATOR, reason="all of them", now=LATER).orders == 0
    carry_out_due(now=LATER)
    assert (mail.outbox, order().done, Delivery.objects.get().sent) == ([], LATER, LATER)
    assert "it is in the log" in order().error


def test_only_an_uncertain_delivery_can_be_confirmed(earned_program: FakePlatform, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    api.run_pending(now=NOW)
    assert api.confirm_deliveries([Delivery.objects.get().id], actor=OPERATOR, reason="again", now=LATER) == 0
    assert (Delivery.objects.get().sent, Credential.objects.count()) == (NOW, 1)
