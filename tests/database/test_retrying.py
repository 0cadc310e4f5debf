"""Test the retry policy of each kind of order: the delay after each failure, and the last try."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest

from micromasters_plugin import api
from micromasters_plugin.database.retrying import USUAL, RetryPolicy
from micromasters_plugin.effects.table import EFFECTS, MAIL_POLICY, PATIENT
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, place
from micromasters_plugin.programs.models import Program
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, pass_everything


@pytest.mark.parametrize(
    ("failed", "longest"),
    [(1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (20, 3600)],
    ids=lambda number: str(number),
)
def test_the_delay_doubles_up_to_an_hour_with_jitter(failed: int, longest: int) -> None:
    waits = {USUAL.wait(failed).total_seconds() for _ in range(200)}
    assert longest / 2 <= min(waits) < longest * 0.6
    assert longest * 0.9 < max(waits) <= longest
    assert len(waits) > 100


def test_the_usual_policy_parks_after_the_tries_of_the_setting(settings) -> None:
    settings.MICROMASTERS_MAX_TRIES = 3
    assert [USUAL.is_over(failed) for failed in (1, 2, 3, 4)] == [False, False, True, True]
    assert RetryPolicy(tries=4).is_over(3) is False


def test_the_patient_policy_retries_for_more_than_a_day() -> None:
    shortest = sum(min(PATIENT.first_seconds * 2**failed, PATIENT.longest_seconds) / 2 for failed in range(19))
    assert timedelta(seconds=shortest) > timedelta(days=1, hours=5)
    assert (PATIENT.is_over(19), PATIENT.is_over(20)) == (False, True)


def test_mail_is_retried_for_three_days_after_the_first_failure() -> None:
    just_before = timedelta(days=3, seconds=-1)
    assert [MAIL_POLICY.is_over(1000, failing_for=time) for time in (just_before, timedelta(days=3))] == [False, True]
    assert max(MAIL_POLICY.wait(1000) for _ in range(100)) <= timedelta(hours=1)


def test_every_kind_of_order_has_a_retry_policy() -> None:
    patient = {kind for kind, effect in EFFECTS.items() if effect.policy is PATIENT}
    assert patient == {
        OrderKind.ISSUE_CREDENTIAL,
        OrderKind.ANNOUNCE_AWARD,
        OrderKind.ANNOUNCE_REVOCATION,
    }
    assert EFFECTS[OrderKind.EMAIL_HOLDER].policy is MAIL_POLICY
    assert set(EFFECTS) == set(OrderKind)


def test_a_credential_that_waits_for_a_name_delays_no_other(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    pass_everything(platform, 8)
    platform.users[LEARNER] = ""
    now = NOW
    for _ in range(7):
        api.run_pending(now=now)
        now += timedelta(hours=7)
    order = Order.objects.get(user_id=LEARNER, kind=OrderKind.ISSUE_CREDENTIAL)
    assert (order.tries, order.parked) == (7, None)
    assert "MissingNameError" in order.error
    assert not Order.objects.filter(user_id=8, done__isnull=True).exists()
    platform.users[LEARNER] = "Amina Haddad"
    api.run_pending(now=now)
    order.refresh_from_db()
    assert order.done == now


def test_an_ordinary_order_is_parked_after_the_tries_of_the_setting(
    program: Program, platform: FakePlatform, settings
) -> None:
    settings.MICROMASTERS_MAX_TRIES = 2
    place([NewOrder(OrderKind.FLAG_CANDIDATE, LEARNER, program.id, "x")], now=NOW)
    broken = patch("micromasters_plugin.effects.candidate_flag.lock_standings", side_effect=RuntimeError("broken"))
    with broken:
        api.run_pending(now=NOW)
        assert Order.objects.get().parked is None
        api.run_pending(now=NOW + timedelta(minutes=1))
    assert Order.objects.get().parked == NOW + timedelta(minutes=1)


def test_an_order_of_an_unknown_kind_waits_and_stops_no_other(program: Program, platform: FakePlatform) -> None:
    place([NewOrder(OrderKind.FLAG_CANDIDATE, LEARNER, program.id, "x")], now=NOW)
    Order.objects.update(kind="from.a.newer.release")
    pass_everything(platform)
    api.run_pending(now=NOW)
    assert Order.objects.filter(kind="from.a.newer.release", parked=None, tries=0, lease="").exists()
    assert Order.objects.filter(done=NOW).count() == 3
