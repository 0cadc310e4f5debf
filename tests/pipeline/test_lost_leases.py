"""Test that a slow worker with old data stores no decision about a learner whom another worker took over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from micromasters_plugin import api
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, claim_due, place
from micromasters_plugin.pipeline import batches, leases
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import BarSeen
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything, standing
from tests.torture.world import Clock

LEASE = timedelta(seconds=301)


def test_a_decision_of_the_worker_that_took_over_stays(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, evaluate = Clock(), batches.evaluate_together
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.time)

    def evaluate_beyond_lease(*args, **kwargs):
        found = evaluate(*args, **kwargs)
        monkeypatch.setattr(batches, "evaluate_together", evaluate)
        platform.grade(LEARNER, run_of("2x"), 0.1)
        hint(number="2x")
        clock.time += LEASE
        api.run_pending()
        return found

    monkeypatch.setattr(batches, "evaluate_together", evaluate_beyond_lease)
    pass_everything(platform)
    api.run_pending(now=NOW)
    assert (standing().earned, standing().earned_requirements) == (False, 1)
    assert (LedgerEntry.objects.filter(kind="decision").count(), Hint.objects.count()) == (1, 0)
    bars = BarSeen.objects.order_by("course_run").values_list("course_run", "kind")
    assert list(bars) == [(run_of("1x"), "reached"), (run_of("2x"), "below")]


@contextmanager
def steal_before(model: type[Model]) -> Iterator[None]:
    """Let another worker lease all rows after the caller has read the rows and before the caller's first UPDATE."""
    statement = f"UPDATE {connection.ops.quote_name(model._meta.db_table)}"
    steals = iter([{"lease": "another's", "leased_until": timezone.now() + LEASE}])

    def steal(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(statement) and (stolen := next(steals, None)):
            model._default_manager.update(**stolen)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(steal):
        yield


def test_a_learner_leased_by_another_worker_is_skipped(program: Program) -> None:
    Work.objects.create(program=program, user_id=LEARNER)
    with steal_before(Work):
        assert leases.claim(program.id, [LEARNER], now=NOW) == {}


def test_an_order_leased_by_another_worker_is_skipped(program: Program) -> None:
    place([NewOrder(OrderKind.ISSUE_CREDENTIAL, LEARNER, program.id, "occasion")], now=NOW)
    with steal_before(Order):
        assert claim_due(now=NOW, limit=100) == []
