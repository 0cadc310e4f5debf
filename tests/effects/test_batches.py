"""Test that batches of effects need few statements, and that a failing effect stops no other effect of its batch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openedx_events.learning.signals import PROGRAM_CERTIFICATE_AWARDED

from micromasters_plugin import api, time_limit
from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.effects import announcement
from micromasters_plugin.effects.table import carry_out_due
from micromasters_plugin.outbox import tidying
from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.outbox.orders import OrderKind
from micromasters_plugin.pipeline.sweep import sweep
from micromasters_plugin.programs.models import Program
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW, pass_everything

LEARNERS = 100
LATER = NOW + timedelta(days=1)


@pytest.fixture
def open_orders(program: Program, platform: FakePlatform) -> FakePlatform:
    """Let a hundred learners earn everything, and carry out no order."""
    for user_id in range(1, LEARNERS + 1):
        pass_everything(platform, user_id)
    sweep(now=NOW)
    return platform


@contextmanager
def watch_awards() -> Iterator[list[str]]:
    """Record the learners whose certificates are announced."""
    users: list[int] = []

    def note(*, program_certificate: Any, **kwargs: Any) -> None:
        users.append(program_certificate.user.id)

    PROGRAM_CERTIFICATE_AWARDED.connect(note)
    try:
        yield users
    finally:
        PROGRAM_CERTIFICATE_AWARDED.disconnect(note)


def test_a_credential_takes_at_most_eight_statements_from_order_to_announcement(open_orders: FakePlatform) -> None:
    with CaptureQueriesContext(connection) as queries:
        carry_out_due(now=NOW)
    assert (Credential.objects.count(), Candidate.objects.count()) == (LEARNERS, LEARNERS)
    assert not Order.objects.filter(done=None).exists()
    assert len(queries) <= 8 * LEARNERS


def test_a_failing_order_in_a_batch_is_retried_alone(open_orders: FakePlatform) -> None:
    open_orders.users[50] = ""
    with watch_awards() as users:
        carry_out_due(now=NOW)
        carry_out_due(now=LATER)
    assert sorted(users) == sorted({*range(1, LEARNERS + 1)} - {50})
    failed = Order.objects.get(done=None)
    assert (failed.user_id, failed.kind, failed.tries) == (50, OrderKind.ISSUE_CREDENTIAL.value, 2)
    open_orders.users[50] = "Ama Owusu"
    carry_out_due(now=LATER + timedelta(days=1))
    assert (Credential.objects.count(), Order.objects.filter(done=None).count()) == (LEARNERS, 0)


def test_orders_carried_out_twice_change_nothing(open_orders: FakePlatform) -> None:
    carry_out_due(now=NOW)
    Order.objects.filter(kind=OrderKind.ISSUE_CREDENTIAL.value).update(done=None, due=NOW)
    carry_out_due(now=NOW)
    assert (Credential.objects.count(), Order.objects.count()) == (LEARNERS, 3 * LEARNERS)


def test_a_batch_asks_once_for_users_who_are_being_retired(
    open_orders: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_sizes: list[int] = []
    leavers = FakePlatform.leavers

    def ask(platform: FakePlatform, user_ids: list[int]) -> set[int]:
        batch_sizes.append(len(user_ids))
        return leavers(platform, user_ids)

    monkeypatch.setattr(FakePlatform, "leavers", ask)
    carry_out_due(now=NOW)
    assert batch_sizes == [LEARNERS] * 3


def test_orders_not_begun_before_the_time_limit_are_released(
    open_orders: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(time_limit, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    find_record = announcement.find_record

    def find_slowly(uuid: str) -> Any:
        clock[0] += 1.0
        return find_record(uuid)

    monkeypatch.setattr(announcement, "find_record", find_slowly)
    with watch_awards() as users:
        carry_out_due(now=NOW, stop_at=3.0)
    assert len(users) == 3
    assert Order.objects.filter(done=None, lease="", due__isnull=False).count() == LEARNERS - 3


def test_mail_is_sent_after_all_other_orders(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.MICROMASTERS_CREDENTIAL_EMAIL = True
    order_counts = []

    def send(self: FakePlatform, message: Any) -> None:
        others = Order.objects.filter(done=None).exclude(kind=OrderKind.EMAIL_HOLDER.value)
        held = Order.objects.filter(kind=OrderKind.EMAIL_HOLDER.value).exclude(lease="")
        order_counts.append((others.count(), held.count() <= 10))

    monkeypatch.setattr(FakePlatform, "send", send)
    for user_id in range(1, 31):
        pass_everything(platform, user_id)
    api.run_pending(now=NOW)
    assert order_counts == [(0, True)] * 30


@pytest.fixture
def many_done_orders(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Store two hundred and five orders whose messages were sent long ago. A chunk has ten orders."""
    monkeypatch.setattr(tidying, "CHUNK", 10)
    Order.objects.bulk_create(
        Order(key=f"x:{n}", kind="email.issued", user_id=n, program_id=1, created=NOW, done=NOW) for n in range(205)
    )
    Delivery.objects.bulk_create(Delivery(order=order, recorded=NOW, sent=NOW) for order in Order.objects.all())


def test_a_round_deletes_a_bounded_number_of_done_orders(many_done_orders: None) -> None:
    later = NOW + timedelta(days=91)
    with CaptureQueriesContext(connection) as queries:
        assert tidying.forget_done(now=later) == 100
    assert sum("DELETE" in query["sql"] for query in queries) == 20
    assert max(query["sql"].count(",") for query in queries) < 20
    assert [tidying.forget_done(now=later) for _ in range(3)] == [100, 5, 0]
    assert (Order.objects.count(), Delivery.objects.count()) == (0, 0)


def test_no_order_is_deleted_after_the_time_limit(many_done_orders: None) -> None:
    assert tidying.forget_done(now=NOW + timedelta(days=91), stop_at=0.0) == 0
