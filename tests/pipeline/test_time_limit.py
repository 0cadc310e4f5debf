"""Test that a round with ``--max-seconds`` ends between two batches, and that the next round continues."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from micromasters_plugin import api, time_limit
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline import rounds, sweep
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW, pass_everything


@pytest.fixture
def slow_evaluation(program: Program, platform: FakePlatform, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let three learners pass. Each batch has one learner and takes ten seconds."""
    settings.MICROMASTERS_BATCH_SIZE = 1
    for user_id in (1, 2, 3):
        pass_everything(platform, user_id)
    clock = SimpleNamespace(time=0.0)
    for module in (rounds, time_limit):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock.time))
    process_batch = sweep.process_batch

    def take_ten_seconds(*args, **kwargs):
        clock.time += 10
        return process_batch(*args, **kwargs)

    monkeypatch.setattr(sweep, "process_batch", take_ten_seconds)


@pytest.mark.parametrize(("max_seconds", "evaluated"), [(0, 0), (10, 1), (15, 2), (60, 3), (None, 3)])
def test_no_batch_begins_after_the_time_limit(slow_evaluation: None, max_seconds: float | None, evaluated: int) -> None:
    assert api.run_pending(now=NOW, max_seconds=max_seconds).evaluations == evaluated


def test_a_sweep_leaves_a_quarter_of_the_time_for_orders(slow_evaluation: None) -> None:
    api.run_pending(now=NOW, max_seconds=25)
    assert (Standing.objects.count(), Credential.objects.count()) == (2, 2)
    api.run_pending(now=NOW)
    assert (Standing.objects.count(), Credential.objects.count(), Hint.objects.count()) == (3, 3, 0)


def test_no_order_begins_after_the_time_limit(slow_evaluation: None) -> None:
    api.run_pending(now=NOW, max_seconds=15)
    assert (Standing.objects.count(), Credential.objects.count()) == (2, 0)
