"""A worker that was so slow that another took its learner over decides nothing: what it read is older."""

from __future__ import annotations

from datetime import timedelta

import pytest

from micromasters_plugin import api
from micromasters_plugin.programs.models import Program
from micromasters_plugin.progress import sweep
from micromasters_plugin.progress.models import BarReached, Hint, LedgerEntry
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.progress.learner import LEARNER, NOW, hint, pass_everything, standing
from tests.torture.world import Clock

LEASE = timedelta(seconds=301)


def test_what_another_worker_decided_meanwhile_stands(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, evaluate = Clock(), sweep.evaluate_learners
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.time)

    def evaluate_so_slowly_that_another_takes_over(*args, **kwargs):
        found = evaluate(*args, **kwargs)
        monkeypatch.setattr(sweep, "evaluate_learners", evaluate)
        platform.grade(LEARNER, run_of("2x"), 0.1)
        hint(number="2x")
        clock.time += LEASE
        api.run_pending()
        return found

    monkeypatch.setattr(sweep, "evaluate_learners", evaluate_so_slowly_that_another_takes_over)
    pass_everything(platform)
    api.run_pending(now=NOW)
    assert (standing().earned, standing().earned_requirements) == (False, 1)
    assert (LedgerEntry.objects.count(), Hint.objects.count()) == (1, 0)
    assert list(BarReached.objects.values_list("course_run", flat=True)) == [run_of("1x")]
