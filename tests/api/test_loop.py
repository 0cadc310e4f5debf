"""Test the rounds of a long-running process: their times, their failures and their caches."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import Mock, patch

import pytest
from django.db import OperationalError
from edx_django_utils.cache import RequestCache

from micromasters_plugin import api
from micromasters_plugin.api import loop
from micromasters_plugin.data import SweepResult
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline.rounds import SWEEPING
from micromasters_plugin.programs.models import Program
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, hint, standing


def run_rounds(
    rounds: int, *, every: float = 60.0, between: Callable[[], object] = lambda: None
) -> tuple[list, list[float]]:
    """Run ``rounds`` rounds. Return the result of each round, and the seconds of the pause after each round."""
    results: list = []
    pauses: list[float] = []

    def wait(seconds: float) -> bool:
        pauses.append(seconds)
        between()
        return len(pauses) == rounds

    api.run_pending_in_loop(every_seconds=every, wait=wait, report=results.append)
    return results, pauses


def test_each_round_processes_new_hints(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, run_of("1x"))
    results, pauses = run_rounds(2, between=hint)
    assert [result.decisions for result in results] == [0, 1]
    assert standing().earned_requirements == 1
    assert all(50 < pause < 60 for pause in pauses)


@pytest.mark.parametrize("error", [OperationalError("gone away"), RuntimeError("a fault")])
def test_a_failed_round_is_reported_and_the_next_round_starts_on_time(db: None, error: Exception) -> None:
    with patch.object(loop, "run_pending", side_effect=[error, SweepResult()]):
        results, pauses = run_rounds(2)
    assert results == [error, SweepResult()]
    assert all(pause > 50 for pause in pauses)


def test_the_next_round_starts_immediately_after_a_round_was_cut_short(db: None) -> None:
    with patch.object(loop, "SLICE_SECONDS", 0.0):
        _, pauses = run_rounds(1)
    assert pauses == [0.0]


def test_the_next_round_starts_immediately_after_a_stopped_sweep(db: None) -> None:
    with (
        patch.object(loop, "time", Mock(monotonic=Mock(side_effect=[0.0, SWEEPING * loop.SLICE_SECONDS]))),
        patch.object(loop, "run_pending", return_value=SweepResult()),
    ):
        _, pauses = run_rounds(1)
    assert pauses == [0.0]


def test_the_next_round_starts_immediately_after_a_long_round(db: None) -> None:
    assert run_rounds(1, every=1e-9)[1] == [0.0]


def test_each_round_clears_request_caches(db: None) -> None:
    cache = RequestCache("anything")
    seen: list[bool] = []

    def count_hints(**options: object) -> SweepResult:
        seen.append(cache.get_cached_response("switch").is_found)
        cache.set("switch", True)
        return SweepResult()

    with patch.object(loop, "run_pending", side_effect=count_hints):
        run_rounds(2)
    assert seen == [False, False]
    assert not Hint.objects.exists()
