"""Test that a dry run shows the decisions that a reconciliation would make, and writes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.data import ExpectedDecision, ReconcilePreview
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, pass_everything

EARNED = ExpectedDecision(LEARNER, is_earned=True, earned_after=2, total_requirements=2)


def expected(batches: list[ReconcilePreview]) -> list[ExpectedDecision]:
    return [decision for batch in batches for decision in batch.decisions]


def test_a_dry_run_shows_a_credential_and_its_loss(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    [foreseen] = api.preview_reconcile(now=NOW)
    assert foreseen == ReconcilePreview("example", compared=1, decisions=(EARNED,))
    api.reconcile(now=NOW)
    assert expected(list(api.preview_reconcile(now=NOW))) == []
    del platform.graded[LEARNER, run_of("1x")]
    assert expected(list(api.preview_reconcile(now=NOW))) == [
        ExpectedDecision(LEARNER, was_earned=True, earned_before=2, earned_after=1, total_requirements=2)
    ]


def test_a_dry_run_matches_the_decisions(program: Program, platform: FakePlatform) -> None:
    for user_id in range(1, 31):
        platform.pass_run(user_id, run_of("1x"), 0.3 if user_id % 3 else 0.7)
    api.reconcile(now=NOW)
    for user_id in range(1, 31, 2):
        platform.grade(user_id, run_of("1x"), 0.65 if user_id % 5 else 0.2)
    foreseen = expected(list(api.preview_reconcile(now=NOW)))
    before = dict(Standing.objects.values_list("user_id", "outcome"))
    result = api.reconcile(now=NOW)
    after = dict(Standing.objects.values_list("user_id", "outcome"))
    assert [decision.learner_id for decision in foreseen] == sorted(u for u in after if after[u] != before[u])
    assert 0 < len(foreseen) == result.decisions < 15


def test_a_dry_run_shows_learners_who_cannot_be_evaluated_with_the_reason(
    program: Program, platform: FakePlatform
) -> None:
    platform.pass_run(LEARNER, run_of("1x"))
    platform.poison.add(LEARNER)
    [decision] = expected(list(api.preview_reconcile(now=NOW)))
    assert decision.learner_id == LEARNER
    assert decision.error.startswith("RuntimeError(")


def test_a_dry_run_of_changes_shows_only_changed_learners(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    pass_everything(platform, 8)
    for run in (run_of("1x"), run_of("2x")):
        platform.grade(LEARNER, run, 0.9, modified=NOW)
    assert expected(list(api.preview_changes(now=NOW + timedelta(minutes=1)))) == [EARNED]
    assert len(expected(list(api.preview_changes(since=NOW - timedelta(days=999), now=NOW)))) == 2


@pytest.mark.parametrize("foresee", [api.preview_reconcile, api.preview_changes])
def test_a_dry_run_writes_nothing(program: Program, platform: FakePlatform, settings, foresee) -> None:
    settings.MICROMASTERS_BATCH_SIZE = 3
    for user_id in range(1, 11):
        pass_everything(platform, user_id, 0.3 if user_id == 1 else 0.9)
        for run in (run_of("1x"), run_of("2x")):
            platform.grade(user_id, run, 0.9, modified=NOW)
    Hint.objects.all().delete()
    platform.poison.add(5)
    Work.objects.create(program=program, user_id=9, parked=NOW)
    with CaptureQueriesContext(connection) as queries:
        decisions = expected(list(foresee(now=NOW)))
    assert len(decisions) == 10
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []
