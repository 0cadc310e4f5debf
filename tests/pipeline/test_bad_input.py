"""Test that the next sweep reaches the right state after bad input, such as wrong clocks and deleted programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.pipeline import leases
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program, ProgramVersion
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.factories import UUID_B, program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything, standing
from tests.torture.world import Clock

BAR = "passing_grade: 0.60\n"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return a wall clock that the test can set."""
    clock = Clock(NOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.time)
    return clock


def test_a_program_deleted_while_learners_are_due_stops_no_other(program: Program, platform: FakePlatform) -> None:
    api.import_program(program_text("1x", uuid=UUID_B, key="second"), actor=OPERATOR)
    tracked_runs.forget()
    platform.pass_run(LEARNER, run_of("1x"))
    hint()
    ProgramVersion.objects.filter(program=program).delete()
    program.delete()
    api.run_pending(now=NOW)
    assert [(row.program.key, row.earned) for row in Standing.objects.all()] == [("second", True)]
    assert (Hint.objects.count(), Work.objects.exclude(error="").count()) == (0, 0)


def test_reconciling_fills_a_program_that_was_deleted_and_imported_again(
    program: Program, platform: FakePlatform
) -> None:
    pass_everything(platform)
    ProgramVersion.objects.filter(program=program).delete()
    program.delete()
    api.run_pending(now=NOW)
    api.import_program(program_text("1x", "2x"), actor=OPERATOR)
    api.reconcile(now=NOW)
    assert standing().earned is True
    assert Credential.objects.count() == 1


def test_a_course_removed_from_a_definition_no_longer_counts_for_due_learners(
    program: Program, platform: FakePlatform
) -> None:
    platform.pass_run(LEARNER, run_of("2x"))
    hint(number="2x")
    text = program_text("1x").replace("title: Example", "grandfathering: latest\ntitle: Example")
    api.import_program(text, actor=OPERATOR)
    tracked_runs.forget()
    api.run_pending(now=NOW)
    assert (standing().total_requirements, standing().earned_requirements) == (1, 0)
    assert not Hint.objects.exists()


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=3), timedelta(days=4000)])
def test_a_lease_from_a_fast_clock_ends_once_the_clock_is_corrected(
    program: Program, platform: FakePlatform, clock: Clock, ahead: timedelta
) -> None:
    pass_everything(platform)
    clock.time = NOW + ahead
    assert leases.claim(program.id, [LEARNER], now=clock.time).keys() == {LEARNER}  # the worker is killed here
    clock.time = NOW
    api.run_pending()
    assert standing().earned is True


@pytest.mark.parametrize("ahead", [timedelta(days=3), timedelta(days=4000)])
def test_a_retry_delay_from_a_fast_clock_ends_once_the_clock_is_corrected(
    program: Program, platform: FakePlatform, clock: Clock, ahead: timedelta
) -> None:
    pass_everything(platform)
    platform.poison.add(LEARNER)
    clock.time = NOW + ahead
    api.run_pending()
    platform.poison.clear()
    clock.time = NOW
    api.run_pending()
    assert (standing().earned, Work.objects.get().error) == (True, "")


@pytest.mark.parametrize("ahead", [timedelta(minutes=20), timedelta(days=4000)])
def test_orders_from_a_fast_clock_are_carried_out_once_the_clock_is_corrected(
    program: Program, platform: FakePlatform, clock: Clock, monkeypatch: pytest.MonkeyPatch, ahead: timedelta
) -> None:
    monkeypatch.setattr("micromasters_plugin.pipeline.rounds.carry_out_due", lambda **kwargs: 0)
    pass_everything(platform)
    clock.time = NOW + ahead
    api.run_pending()
    monkeypatch.undo()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    api.run_pending()
    assert Credential.objects.count() == 1
    assert not Order.objects.filter(done__isnull=True).exists()


@pytest.mark.parametrize("work", [api.run_pending, api.reconcile])
@pytest.mark.parametrize("ahead", [timedelta(days=6), timedelta(days=4000)])
def test_an_override_that_a_fast_clock_expired_counts_again_once_the_clock_is_corrected(
    program: Program, platform: FakePlatform, clock: Clock, ahead: timedelta, work: Callable[[], object]
) -> None:
    platform.pass_run(LEARNER, run_of("1x"))
    api.record_override(
        str(program.uuid),
        "waive",
        user_id=LEARNER,
        requirement="2x",
        actor=Actor.operator(1),
        reason="credit transfer",
        expires=NOW + timedelta(days=5),
    )
    clock.time = NOW + ahead
    api.run_pending()
    assert standing().earned is False
    clock.time = NOW
    work()
    assert standing().earned is True


def test_workers_whose_clocks_differ_by_less_than_a_lease_respect_leases(
    program: Program, platform: FakePlatform, clock: Clock
) -> None:
    clock.time = NOW + timedelta(seconds=200)
    assert leases.claim(program.id, [LEARNER], now=NOW).keys() == {LEARNER}
    clock.time = NOW
    assert leases.claim(program.id, [LEARNER], now=NOW) == {}


def test_a_listed_course_key_that_cannot_be_parsed_stops_no_learner(db: None, platform: FakePlatform) -> None:
    api.import_program(
        program_text("1x", "2x").replace(BAR, f"{BAR}      runs: ['{run_of('1x')}', 'Ex/1x/old']\n", 1), actor=OPERATOR
    )
    version = ProgramVersion.objects.get()
    broken = json.loads(json.dumps(version.definition).replace("Ex/1x/old", "course-v2~Ex~1x"))
    assert broken != version.definition
    ProgramVersion.objects.update(definition=broken, created=NOW)
    tracked_runs.forget()
    pass_everything(platform)
    api.run_pending(now=NOW)
    assert standing().earned is True
    assert not Work.objects.exclude(error="").exists()


def test_a_failing_learner_in_a_batch_waits_alone_and_is_decided_later(
    program: Program, platform: FakePlatform
) -> None:
    for user_id in range(1, 8):
        pass_everything(platform, user_id)
    platform.poison.add(4)
    api.run_pending(now=NOW)
    assert sorted(Standing.objects.values_list("user_id", flat=True)) == [1, 2, 3, 5, 6, 7]
    platform.poison.clear()
    api.run_pending(now=NOW + timedelta(hours=1))
    assert standing(4).outcome == standing(3).outcome
    assert (Credential.objects.count(), Hint.objects.count(), Work.objects.exclude(error="").count()) == (7, 0, 0)
