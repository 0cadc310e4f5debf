"""Test that the next sweep evaluates the learners about whom a reconciliation stored no decision."""

from __future__ import annotations

from datetime import timedelta

from micromasters_plugin import api
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline import leases
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, pass_everything, standing

MINUTE = timedelta(minutes=1)


def test_a_learner_leased_during_reconciliation_is_hinted(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    assert leases.claim(program.id, [LEARNER], now=NOW)
    del platform.graded[LEARNER, run_of("1x")]
    api.reconcile(now=NOW + MINUTE)
    assert standing().earned is True
    leases.release(list(Work.objects.all()))
    api.run_pending(now=NOW + MINUTE)
    assert (standing().earned, Hint.objects.count()) == (False, 0)


def test_a_learner_who_cannot_be_read_is_hinted(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    Hint.objects.all().delete()
    platform.poison.add(LEARNER)
    api.reconcile(now=NOW)
    platform.poison.clear()
    api.run_pending(now=NOW + MINUTE)
    assert (standing().earned, Hint.objects.count()) == (True, 0)


def test_a_decided_learner_is_not_hinted(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    Hint.objects.all().delete()
    api.reconcile(now=NOW)
    assert (Standing.objects.count(), Hint.objects.count()) == (1, 0)
