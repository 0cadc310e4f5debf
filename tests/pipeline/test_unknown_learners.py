"""Test that the plugin assumes an outage and deletes no data if the platform suddenly has no users."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from micromasters_plugin import api
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW, pass_everything

LEARNERS = range(1, 7)
LATER, AFTERWARDS = NOW + timedelta(hours=1), NOW + timedelta(days=1)


@pytest.fixture
def forget_users(program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Evaluate six learners, make one learner due again, and empty the platform's table of users."""
    for user_id in LEARNERS:
        pass_everything(platform, user_id)
    api.reconcile(now=NOW)
    Standing.objects.filter(user_id=1).update(reevaluate_at=LATER)
    Hint.objects.bulk_create(Hint(user_id=each, program_id=program.id, created=NOW) for each in LEARNERS)
    with monkeypatch.context() as empty:
        empty.setattr(FakePlatform, "existing_users", lambda self, user_ids: set())
        yield empty


def test_a_sweep_keeps_hints_and_dates_and_names_the_program(forget_users: Any) -> None:
    hints = Hint.objects.count()
    result = api.run_pending(now=LATER)
    assert [each.program_key for each in result.failures] == [Program.objects.get().key]
    assert (Hint.objects.count(), result.unknown) == (hints, 0)
    assert Standing.objects.get(user_id=1).reevaluate_at == LATER
    forget_users.undo()
    api.run_pending(now=AFTERWARDS)
    assert (Hint.objects.count(), Work.objects.exclude(error="").count()) == (0, 0)


def test_a_full_reconciliation_forgets_no_parked_learner(forget_users: Any, program: Program) -> None:
    Hint.objects.all().delete()
    Work.objects.update_or_create(program=program, user_id=2, defaults={"parked": NOW, "error": "ValueError: x"})
    result = api.reconcile(now=LATER)
    assert result.failures and result.unknown == 0
    assert Work.objects.get(user_id=2).parked == NOW


def test_one_unknown_learner_is_no_outage(program: Program, platform: FakePlatform) -> None:
    for user_id in LEARNERS:
        pass_everything(platform, user_id)
    api.reconcile(now=NOW)
    platform.retiring.add(1)
    Hint.objects.create(user_id=1, program_id=program.id, created=NOW)
    result = api.run_pending(now=LATER)
    assert (result.failures, result.unknown, Hint.objects.count()) == ((), 1, 0)


def test_a_learner_whose_retirement_is_cancelled_is_evaluated_again(program: Program, platform: FakePlatform) -> None:
    for user_id in LEARNERS:
        pass_everything(platform, user_id)
    api.reconcile(now=NOW)
    Standing.objects.filter(user_id=1).update(reevaluate_at=LATER)
    platform.retiring.add(1)
    api.run_pending(now=LATER)
    assert Standing.objects.get(user_id=1).reevaluate_at is None
    platform.retiring.clear()
    before = Standing.objects.get(user_id=1).evaluated
    api.reconcile(now=AFTERWARDS)
    assert Standing.objects.get(user_id=1).evaluated == AFTERWARDS != before
