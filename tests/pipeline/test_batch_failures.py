"""Test that a failed batch counts a try for each learner, and that only failing learners are parked."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest

from micromasters_plugin import api
from micromasters_plugin.data import ProgramFailure
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.exceptions import UnknownProgramError
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline import batches, reconciliation
from micromasters_plugin.pipeline.models import Checkpoint, Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings import evaluation
from micromasters_plugin.standings.models import BarSeen, Standing
from tests.factories import UUID_B, program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW, hint


@pytest.fixture
def three_learners(program: Program, platform: FakePlatform, settings) -> Program:
    """Make three learners due."""
    settings.MICROMASTERS_MAX_TRIES = 2
    for user_id in (1, 2, 3):
        platform.pass_run(user_id, run_of("1x"))
        hint(user_id)
    return program


def sweep_twice() -> None:
    """Sweep twice. The second sweep comes after the retry delay."""
    api.run_pending(now=NOW)
    api.run_pending(now=NOW + timedelta(hours=1))


def test_a_definition_that_cannot_be_read_parks_its_learners_with_the_error(three_learners: Program) -> None:
    with patch.object(evaluation, "family_of", side_effect=UnknownProgramError("withdrawn")):
        sweep_twice()
    assert list(Work.objects.values_list("tries", "lease")) == [(2, "")] * 3
    assert Work.objects.filter(parked__isnull=False, error__contains="UnknownProgramError: withdrawn").count() == 3
    assert not Hint.objects.exists()
    api.replay_parked(actor=OPERATOR, reason="imported again", now=NOW)
    api.run_pending(now=NOW)
    assert Standing.objects.count() == 3


def test_a_program_that_cannot_be_read_stops_no_other(three_learners: Program, platform: FakePlatform) -> None:
    api.import_program(program_text("1x", uuid=UUID_B, key="second"), actor=OPERATOR)
    tracked_runs.forget()
    hint(1)
    family_of = evaluation.family_of

    def broken(program_id: int):
        if program_id == three_learners.id:
            raise UnknownProgramError("withdrawn")
        return family_of(program_id)

    with patch.object(evaluation, "family_of", side_effect=broken):
        sweep_twice()
    assert [standing.program.key for standing in Standing.objects.all()] == ["second"]


def test_a_bar_date_that_cannot_be_written_parks_only_its_learner(three_learners: Program) -> None:
    record_bars = batches.record_bars

    def broken(bars) -> None:
        if any(bar.user_id == 2 for bar in bars):
            raise ValueError("a run whose key is too long")
        record_bars(bars)

    with patch.object(batches, "record_bars", side_effect=broken):
        sweep_twice()
    assert sorted(Standing.objects.values_list("user_id", flat=True)) == [1, 3]
    assert sorted(BarSeen.objects.values_list("user_id", flat=True)) == [1, 3]
    work = Work.objects.get(parked__isnull=False)
    assert (work.user_id, work.tries) == (2, 2)
    assert "a run whose key is too long" in work.error


def test_a_reconcile_that_cannot_compare_counts_tries(three_learners: Program) -> None:
    Hint.objects.all().delete()
    with patch.object(evaluation, "family_of", side_effect=UnknownProgramError("withdrawn")):
        api.reconcile(now=NOW)
        assert list(Work.objects.values_list("tries", flat=True)) == [1, 1, 1]
        api.reconcile(now=NOW + timedelta(hours=1))
    assert Work.objects.filter(parked__isnull=False).count() == 3


def test_a_program_that_cannot_be_reconciled_is_reported_and_stops_no_other(
    three_learners: Program, platform: FakePlatform
) -> None:
    api.import_program(program_text("1x", uuid=UUID_B, key="second"), actor=OPERATOR)
    family_of = reconciliation.family_of

    def broken(program_id: int):
        if program_id == three_learners.id:
            raise UnknownProgramError("withdrawn")
        return family_of(program_id)

    with patch.object(reconciliation, "family_of", side_effect=broken):
        result = api.reconcile(now=NOW)
    assert result.failures == (ProgramFailure(three_learners.key, "withdrawn"),)
    assert {standing.program.key for standing in Standing.objects.all()} == {"second"}
    assert [checkpoint.program.key for checkpoint in Checkpoint.objects.exclude(compared=None)] == ["second"]
