"""Test that a worker with a slow platform still decides within a lease, so that no evaluation is repeated for ever."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from micromasters_plugin import api
from micromasters_plugin.doctor import examination
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline import batches, leases
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.pipeline.slices import Slices
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW, pass_everything
from tests.torture.world import Clock

LEASE = timedelta(seconds=40)


class SlowPlatform:
    """A platform that takes ``seconds`` to read each learner.

    During each read the platform calls ``others``, which acts as another worker.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, clock: Clock):
        self.clock, self.seconds, self.sizes = clock, 0.0, list[int]()
        self.others = lambda: None
        evaluate = batches.evaluate_together

        def evaluate_slowly(program_id: int, user_ids, *, now):
            self.sizes.append(len(user_ids))
            for _ in user_ids:
                clock.time += timedelta(seconds=self.seconds)
                self.others()
            return evaluate(program_id, user_ids, now=now)

        monkeypatch.setattr(batches, "evaluate_together", evaluate_slowly)


@pytest.fixture
def slow_platform(program: Program, platform: FakePlatform, settings, monkeypatch: pytest.MonkeyPatch) -> SlowPlatform:
    """Make twelve learners due. A lease lasts forty seconds. Only reads move the clock."""
    settings.MICROMASTERS_LEASE_SECONDS = LEASE.seconds
    settings.MICROMASTERS_BATCH_SIZE = 12
    clock = Clock(NOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.time)
    for user_id in range(1, 13):
        pass_everything(platform, user_id)
    return SlowPlatform(monkeypatch, clock)


def steal(program: Program) -> None:
    """Lease every free learner, like a worker that is killed immediately afterwards."""
    leases.claim(program.id, range(1, 13), now=NOW + timedelta(days=1))


def test_a_slow_batch_is_decided_in_slices_beside_other_workers(slow_platform: SlowPlatform, program: Program) -> None:
    slow_platform.seconds, slow_platform.others = 5.0, lambda: steal(program)
    for _ in range(4):
        api.run_pending()
        slow_platform.clock.time += LEASE + LEASE
    assert (Standing.objects.count(), Hint.objects.count()) == (12, 0)
    assert slow_platform.sizes[:2] == [12, 6]
    assert not Work.objects.filter(parked__isnull=False).exists()


def test_a_lost_lease_is_a_warning_and_no_try(
    slow_platform: SlowPlatform, program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    slow_platform.seconds, slow_platform.others = 5.0, lambda: steal(program)
    with caplog.at_level(logging.WARNING):
        api.run_pending()
    assert any(
        record.levelno == logging.WARNING and "another worker has them" in record.message for record in caplog.records
    )
    assert set(Work.objects.values_list("tries", "lost")) == {(0, 1)}


def test_a_learner_whose_lease_is_lost_alone_uses_tries_and_is_parked(
    slow_platform: SlowPlatform, program: Program, settings
) -> None:
    settings.MICROMASTERS_MAX_TRIES = 2
    Work.objects.create(program=program, user_id=7, lost=9)
    Hint.objects.exclude(user_id=7).delete()
    slow_platform.seconds, slow_platform.others = 50.0, lambda: steal(program)
    assert api.run_pending().parked == 0
    assert list(Work.objects.filter(user_id=7).values_list("tries", "parked")) == [(1, None)]
    slow_platform.clock.time += LEASE + LEASE
    assert api.run_pending().parked == 1
    work = Work.objects.get(user_id=7)
    assert (work.tries, work.lease, "MICROMASTERS_LEASE_SECONDS" in work.error) == (2, "", True)
    assert not Hint.objects.exists()


def test_the_doctor_finds_learners_who_are_evaluated_and_never_decided(
    slow_platform: SlowPlatform, program: Program
) -> None:
    Work.objects.create(program=program, user_id=7, lost=3)
    assert [finding.code for finding in examination.CHECKS["outages"](NOW)] == ["never_decided"]
    api.run_pending()
    assert list(examination.CHECKS["outages"](NOW)) == []


def test_slow_reading_makes_the_next_slice_smaller_and_quick_reading_makes_it_larger_again() -> None:
    slices = Slices(whole=500, size=500)
    slices.note(500, spent=0.5)
    assert slices.size == 250
    slices.note(250, spent=0.01)
    assert slices.size == 500


@pytest.mark.parametrize(("mine", "theirs"), [(10, 300), (300, 10), (1, 4000)])
def test_leases_of_different_lengths_are_respected(
    slow_platform: SlowPlatform, program: Program, settings, mine: int, theirs: int
) -> None:
    settings.MICROMASTERS_LEASE_SECONDS = theirs
    assert leases.claim(program.id, [1], now=NOW)
    settings.MICROMASTERS_LEASE_SECONDS = mine
    slow_platform.clock.time += timedelta(seconds=theirs - 1)
    assert leases.claim(program.id, [1], now=NOW) == {}
    slow_platform.clock.time += timedelta(seconds=2)
    assert leases.claim(program.id, [1], now=NOW)


def test_a_renewed_lease_starts_again(slow_platform: SlowPlatform, program: Program) -> None:
    work = leases.claim(program.id, [1, 2], now=NOW)
    slow_platform.clock.time += timedelta(seconds=30)
    assert leases.renew(list(work.values())) == {row.id for row in work.values()}
    slow_platform.clock.time += timedelta(seconds=30)
    assert leases.claim(program.id, [1, 2], now=NOW) == {}
