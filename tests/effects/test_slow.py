"""Test effects that take longer than the lease of their orders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from micromasters_plugin import api
from micromasters_plugin.effects import credential_withdraw
from micromasters_plugin.effects.table import carry_out_due
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, claim_due, free_stuck, place
from micromasters_plugin.programs.models import Program
from tests.pipeline.learner import LEARNER, NOW
from tests.torture.world import Clock


def test_an_order_taken_over_by_another_worker_is_skipped(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, looked_at = Clock(), []
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.time)

    def look_slowly(program_id: int, user_id: int) -> Any:
        looked_at.append(user_id)
        clock.time += timedelta(seconds=301)
        free_stuck(now=clock.time)
        claim_due(now=clock.time, limit=100)

    kind = OrderKind.WITHDRAW_CREDENTIAL
    place([NewOrder(kind, user_id, program.id, "x") for user_id in (LEARNER, LEARNER + 1)], now=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(credential_withdraw, "lock_standing", look_slowly)
        carry_out_due(now=NOW)
    assert (looked_at, Order.objects.filter(done__isnull=False).count()) == ([LEARNER], 0)
    clock.time += timedelta(seconds=301)
    api.run_pending()
    assert Order.objects.filter(done__isnull=False).count() == 2
