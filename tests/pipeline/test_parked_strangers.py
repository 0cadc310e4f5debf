"""Test that a full reconcile counts and deletes parked users without an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing
from tests.fakes import FakePlatform
from tests.management.test_command import run
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything

STRANGER = 25


@pytest.fixture
def stranger(program: Program, platform: FakePlatform) -> Program:
    """Let one learner pass. Park another learner, who has no account any more."""
    pass_everything(platform)
    api.run_pending(now=NOW)
    Work.objects.create(program=program, user_id=STRANGER, parked=NOW, tries=5, error="KeyError: 'a grade'")
    return program


def never_evaluated(platform: FakePlatform) -> None:
    """Store no other data about the stranger."""


def evaluated_before(platform: FakePlatform) -> None:
    """Give the stranger a standing that becomes due on a date."""
    row = Standing.objects.get()
    row.pk, row.user_id, row.reevaluate_at = None, STRANGER, NOW
    row.save()


def keep_enrollment(platform: FakePlatform) -> None:
    """Keep the enrollment of the stranger while the stranger's account is being retired."""
    pass_everything(platform, STRANGER)
    Hint.objects.all().delete()
    platform.retiring.add(STRANGER)


@pytest.mark.parametrize("known", [never_evaluated, evaluated_before, keep_enrollment])
def test_a_full_reconcile_counts_and_forgets_a_parked_stranger(
    stranger: Program, platform: FakePlatform, known: Callable[[FakePlatform], None]
) -> None:
    known(platform)
    result = api.reconcile(now=NOW)
    assert (result.unknown, result.parked, result.failures) == (1, 0, ())
    assert list(Work.objects.values_list("user_id", flat=True)) == [LEARNER]
    assert (api.reconcile(now=NOW).unknown, api.run_pending(now=NOW).unknown) == (0, 0)


def test_only_strangers_are_forgotten_among_parked_users(stranger: Program, platform: FakePlatform, settings) -> None:
    settings.MICROMASTERS_BATCH_SIZE = 2
    Work.objects.bulk_create(
        Work(program=stranger, user_id=user_id, parked=NOW, error="x") for user_id in range(30, 40)
    )
    for user_id in (31, 36):
        platform.add_learner(user_id)
    platform.poison.add(36)
    assert api.reconcile(now=NOW).unknown == 9
    assert list(Work.objects.filter(parked__isnull=False).values_list("user_id", flat=True)) == [36]


def test_a_sweep_deletes_a_parked_strangers_hint_and_work(stranger: Program) -> None:
    hint(STRANGER)
    result = api.run_pending(now=NOW)
    assert (result.unknown, Hint.objects.count(), Work.objects.filter(user_id=STRANGER).count()) == (1, 0, 0)


def test_the_next_sweep_forgets_a_replayed_stranger(stranger: Program) -> None:
    api.replay_parked(actor=OPERATOR, reason="mended", now=NOW)
    assert api.run_pending(now=NOW).unknown == 1
    assert (Hint.objects.count(), Work.objects.filter(user_id=STRANGER).count()) == (0, 0)


def test_a_stranger_leased_by_a_worker_is_skipped(stranger: Program) -> None:
    until = timezone.now() + timedelta(minutes=5)
    Work.objects.filter(user_id=STRANGER).update(lease="another's", leased_at=timezone.now(), leased_until=until)
    assert api.reconcile(now=NOW).unknown == 0
    assert Work.objects.filter(user_id=STRANGER, lease="another's").exists()


def test_an_outage_forgets_nobody(stranger: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def be_late(self: FakePlatform, user_ids: list[int]) -> set[int]:
        raise TimeoutError("late")

    monkeypatch.setattr(FakePlatform, "existing_users", be_late)
    assert api.reconcile(now=NOW).unknown == 0
    assert Work.objects.filter(user_id=STRANGER, parked__isnull=False).exists()


def test_the_command_and_its_dry_run_report_forgotten_strangers(stranger: Program) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert run("reconcile", "--dry-run").splitlines() == [
            "example: learner 25 does not exist on the platform, and the learner's parked work will be deleted",
            "dry run: compared 2, expected decisions 0, failed evaluations 0, unknown learners 1; nothing written",
        ]
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []
    assert '"unknown": [25]' in run("reconcile", "--dry-run", "--json")
    assert "unknown learners 1" in run("reconcile")
    assert "25" not in run("reconcile", "--dry-run")


def test_a_dry_run_of_changes_omits_parked_strangers(stranger: Program, platform: FakePlatform) -> None:
    keep_enrollment(platform)
    assert "will be deleted" not in run("reconcile", "--since", "2020-01-01", "--dry-run")
    api.reconcile_changes(since=NOW - timedelta(days=999), now=NOW)
    assert Work.objects.filter(user_id=STRANGER, parked__isnull=False).exists()
