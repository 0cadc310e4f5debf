"""Test that a stopped full comparison continues at a checkpoint that is not too old, unless the program has changed."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from micromasters_plugin import api
from micromasters_plugin.data import ReconcileProgress
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.pipeline import reconciliation
from micromasters_plugin.pipeline.models import Checkpoint
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.factories import program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW
from tests.services.processes import run_module


def check_second_run_resumes(positions: dict) -> None:
    """Check the batches of a reconciliation that is killed after two batches, and of the next reconciliation."""
    assert (positions["killed"], positions["standings"]) == (-9, list(range(1, 101)))
    assert positions["resumed"] == [[0, 100], [50, 150], [100, 200], [150, 50], [200, 100]]
    assert (positions["all_standings"], positions["credentials"], positions["under_way"]) == (200, 200, 0)
    assert positions["again"] == [[0, -1], [50, 50], [100, 100], [150, 150], [200, 200]]


def test_a_killed_reconcile_resumes_after_the_last_batch_on_sqlite(empty_sqlite: Path, tmp_path: Path) -> None:
    url = f"sqlite://{shutil.copy(empty_sqlite, tmp_path / 'database')}"
    check_second_run_resumes(json.loads(run_module("tests.pipeline.reconcile_in_parts", database_url=url)))


def test_a_killed_reconcile_resumes_after_the_last_batch_on_mariadb(mariadb_process) -> None:
    check_second_run_resumes(json.loads(mariadb_process("tests.pipeline.reconcile_in_parts")))


@pytest.fixture
def stopped_reconcile(program: Program, platform: FakePlatform, settings) -> Program:
    """Begin a comparison of six learners at NOW, and stop the comparison after four learners."""
    settings.MICROMASTERS_BATCH_SIZE = 2
    for user_id in range(1, 7):
        platform.pass_run(user_id, run_of("1x"))
    compare = reconciliation.compare

    def interrupted_reconcile(program_id: int, user_ids: list[int], **options: object):
        if 5 in user_ids:
            raise KeyboardInterrupt
        return compare(program_id, user_ids, **options)

    with patch.object(reconciliation, "compare", side_effect=interrupted_reconcile), pytest.raises(KeyboardInterrupt):
        api.reconcile(now=NOW)
    assert Standing.objects.count() == 4
    return program


def done_up_to(now=NOW) -> list[int]:
    """Reconcile. Return the id of the last compared learner before each batch and at the end."""
    positions: list[int] = []
    api.reconcile(now=now, watch=lambda progress: positions.append(progress.after))
    return positions


def test_a_reconcile_resumed_within_a_day_compares_done_learners_last(stopped_reconcile: Program) -> None:
    later = NOW + timedelta(days=1)
    assert done_up_to(later) == [4, 6, 2, 4]
    assert (Checkpoint.objects.get().compared, Checkpoint.objects.get().pass_began) == (later, None)


def test_a_resumed_reconcile_finds_changes_before_its_checkpoint(
    stopped_reconcile: Program, platform: FakePlatform
) -> None:
    del platform.graded[1, run_of("1x")]
    api.reconcile(now=NOW + timedelta(minutes=1))
    assert Standing.objects.get(user_id=1).earned_requirements == 0


def test_a_reconcile_stopped_twice_leaves_nobody_out(stopped_reconcile: Program) -> None:
    def stop(progress: ReconcileProgress) -> None:
        positions.append(progress.after)
        if len(positions) == 3:
            raise KeyboardInterrupt

    positions: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        api.reconcile(now=NOW + timedelta(minutes=1), watch=stop)
    assert positions == [4, 6, 2]
    assert done_up_to(NOW + timedelta(minutes=2)) == [2, 4, 6, 2]
    assert Checkpoint.objects.get().compared == NOW + timedelta(minutes=2)


def test_a_reconcile_starts_again_after_more_than_a_day(stopped_reconcile: Program) -> None:
    later = NOW + timedelta(days=1, seconds=1)
    assert done_up_to(later) == [-1, 2, 4, 6]
    assert Checkpoint.objects.get().compared == later


def test_a_checkpoint_in_the_future_leaves_nobody_out(stopped_reconcile: Program) -> None:
    assert done_up_to(NOW - timedelta(hours=1)) == [-1, 2, 4, 6]


def test_a_reconcile_starts_again_under_a_new_version(stopped_reconcile: Program) -> None:
    api.import_program(program_text("1x", "2x", bar="0.70"), actor=OPERATOR, rebind=4)
    tracked_runs.forget()
    assert done_up_to(NOW + timedelta(hours=1)) == [-1, 2, 4, 6]


def test_two_concurrent_reconciles_leave_nobody_out(stopped_reconcile: Program, platform: FakePlatform) -> None:
    """The second run continues at the first run's checkpoint, and the first run still compares all learners."""
    first = [progress.compared for progress in _beside_another()]
    assert first == [0, 2, 4, 6]
    assert Standing.objects.count() == 6
    assert done_up_to(NOW + timedelta(hours=1)) == [-1, 2, 4, 6]


def _beside_another() -> list:
    positions = []

    def watch(progress) -> None:
        positions.append(progress)
        if len(positions) == 1:
            api.reconcile(now=NOW + timedelta(minutes=2))

    api.reconcile(now=NOW + timedelta(minutes=1), watch=watch)
    return positions


def test_a_reconcile_reports_the_total_from_the_start(stopped_reconcile: Program) -> None:
    positions = []
    api.reconcile(now=NOW + timedelta(hours=1), watch=positions.append)
    assert [(p.program_key, p.learners, p.after, p.resumed_from) for p in positions] == [
        ("example", 6, 4, NOW),
        ("example", 6, 6, NOW),
        ("example", 6, 2, NOW),
        ("example", 6, 4, NOW),
    ]
