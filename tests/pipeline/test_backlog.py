"""Test that a round with many hints evaluates each learner once and keeps only a part of the hints in memory."""

from __future__ import annotations

from datetime import timedelta

import pytest

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.inbox import hints
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline import backlog
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.factories import UUID_B, program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW


def pile_up(program_id: int, learners: int, times: int) -> None:
    """Append hints of all learners, one learner after the other."""
    Hint.objects.bulk_create(
        Hint(user_id=user_id, program_id=program_id, created=NOW)
        for _ in range(times)
        for user_id in range(1, learners + 1)
    )


@pytest.fixture
def small_batches(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read windows of seven learners and thirty hints, and work in batches of three learners."""
    settings.MICROMASTERS_BATCH_SIZE = 3
    monkeypatch.setattr(backlog, "LEARNERS", 7)
    monkeypatch.setattr(backlog, "HINTS", 30)


@pytest.mark.parametrize("times", [1, 3, 10])
def test_interleaved_hints_of_a_learner_cause_one_evaluation(
    program: Program, platform: FakePlatform, small_batches: None, times: int
) -> None:
    for user_id in range(1, 21):
        platform.pass_run(user_id, run_of("1x"))
    pile_up(program.id, 20, times)
    result = api.run_pending(now=NOW)
    assert (result.evaluations, result.hints, Standing.objects.count()) == (20, 20 * times, 20)
    assert not Hint.objects.exists()


def test_hints_are_grouped_by_program(program: Program, platform: FakePlatform, small_batches: None) -> None:
    api.import_program(program_text("3x", uuid=UUID_B, key="second"), actor=OPERATOR)
    tracked_runs.forget()
    for user_id in range(1, 11):
        platform.pass_run(user_id, run_of("1x"))
    for each in Program.objects.all():
        pile_up(each.id, 10, 4)
    assert api.run_pending(now=NOW).evaluations == 20
    assert not Hint.objects.exists()


def test_more_hints_than_the_limit_take_several_rounds(
    program: Program, platform: FakePlatform, small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hints, "KEPT", 5)
    platform.pass_run(1, run_of("1x"))
    pile_up(program.id, 1, 70)
    rounds = [api.run_pending(now=NOW) for _ in range(3)]
    assert [(each.evaluations, each.hints) for each in rounds] == [(1, 30), (1, 30), (1, 10)]
    assert not Hint.objects.exists()


def test_a_learner_decided_by_another_worker_is_not_evaluated_again(
    program: Program, platform: FakePlatform, small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from micromasters_plugin.pipeline import sweep

    for user_id in range(1, 8):
        platform.pass_run(user_id, run_of("1x"))
    pile_up(program.id, 7, 2)
    process_batch, others = sweep.process_batch, []

    def process_after_other_worker(*args, **kwargs):
        monkeypatch.setattr(sweep, "process_batch", process_batch)
        others.append(api.run_pending(now=NOW))
        return process_batch(*args, **kwargs)

    monkeypatch.setattr(sweep, "process_batch", process_after_other_worker)
    mine = api.run_pending(now=NOW)
    assert others[0].evaluations == 7
    assert mine.evaluations <= 3


def test_hints_for_users_who_do_not_exist_are_counted_and_deleted(
    program: Program, platform: FakePlatform, small_batches: None
) -> None:
    platform.pass_run(4, run_of("1x"))
    pile_up(program.id, 10, 3)
    result = api.run_pending(now=NOW)
    assert (result.unknown, result.parked, result.failures) == (9, 0, ())
    assert (list(Work.objects.values_list("user_id", flat=True)), Hint.objects.count()) == ([4], 0)
    assert api.reconcile(now=NOW).unknown == 0
    assert Work.objects.count() == 1


def test_learners_behind_a_killed_workers_lease_are_counted(program: Program, platform: FakePlatform) -> None:
    from django.utils import timezone

    for user_id in range(1, 6):
        platform.pass_run(user_id, run_of("1x"))
    pile_up(program.id, 5, 2)
    for user_id in (1, 2, 3):
        Work.objects.create(
            program=program,
            user_id=user_id,
            lease="killed",
            leased_at=timezone.now(),
            leased_until=timezone.now() + timedelta(minutes=5),
        )
    Work.objects.create(program=program, user_id=4, due=NOW + timedelta(minutes=1), tries=1)
    result = api.run_pending(now=NOW)
    assert (result.waiting, result.hints, result.evaluations) == (3, 2, 1)
