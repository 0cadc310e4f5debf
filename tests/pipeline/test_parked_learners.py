"""Test that a full reconcile retries parked learners, and does not change a learner's row after the same error."""

from __future__ import annotations

import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline import batches
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, pass_everything


@pytest.fixture
def two_learners(program: Program, platform: FakePlatform, settings) -> Program:
    """Let two learners pass, and make the learners due. A failed try parks a learner."""
    settings.MICROMASTERS_MAX_TRIES = 1
    for user_id in (LEARNER, 25):
        pass_everything(platform, user_id)
    return program


def test_a_learner_parked_for_a_write_error_stays_parked(
    two_learners: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = batches.decide

    def refuse_one(group, **kwargs):
        if any(due.work.user_id == LEARNER for due in group):
            raise DataError("too long")
        return decide(group, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(batches, "decide", refuse_one)
        api.run_pending(now=NOW)
        parked = Work.objects.values().get(user_id=LEARNER)
        api.reconcile(now=NOW)
        assert (Work.objects.values().get(user_id=LEARNER), Hint.objects.count()) == (parked, 0)
    api.reconcile(now=NOW)
    assert (Standing.objects.count(), Work.objects.filter(parked__isnull=False).count()) == (2, 0)


@pytest.mark.parametrize("text", ["half a pair \ud800", "\0", "&#x41;", "\U0001f600"])
def test_an_error_with_odd_characters_counts_as_the_same_error(
    two_learners: Program, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    grades = FakePlatform.grades

    def answer(self: FakePlatform, user_ids, runs):
        if LEARNER in user_ids:
            raise ValueError(text)
        return grades(self, user_ids, runs)

    monkeypatch.setattr(FakePlatform, "grades", answer)
    api.run_pending(now=NOW)
    assert Work.objects.filter(parked__isnull=False).count() == 1
    with CaptureQueriesContext(connection) as queries:
        api.reconcile(now=NOW)
    assert [q for q in queries if q["sql"].startswith('UPDATE "micromasters_work"')] == []


def test_deciding_a_learner_read_before_the_outage_does_not_end_it(
    two_learners: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user_id in (1, 30, 31):
        pass_everything(platform, user_id)
    asked: list[object] = []

    def answer(self: FakePlatform, user_ids, runs):
        asked.append(user_ids)
        if len(asked) == 2:
            return grades(self, user_ids, runs)
        raise TimeoutError("late")

    grades = FakePlatform.grades
    monkeypatch.setattr(FakePlatform, "grades", answer)
    result = api.run_pending(now=NOW)
    assert (Standing.objects.count(), Work.objects.filter(tries__gt=0).count(), len(result.failures)) == (1, 0, 1)
