"""Test that a command and the admin replay parked work and record a reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.management import CommandError

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.exceptions import UnknownKindError
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, place
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.factories import UUID_B, program_text, run_of
from tests.fakes import FakePlatform
from tests.management.test_command import run
from tests.pipeline.learner import LEARNER, NOW, hint, standing


@pytest.fixture
def parked_program(program: Program, platform: FakePlatform, settings) -> Program:
    """Park learners 1 to 5, whose rows were unreadable. The rows are readable again."""
    settings.MICROMASTERS_MAX_TRIES = 1
    settings.MICROMASTERS_BATCH_SIZE = 2
    for user_id in range(1, 6):
        platform.pass_run(user_id, run_of("1x"))
        platform.poison.add(user_id)
        hint(user_id)
    assert api.run_pending(now=NOW).parked == 5
    platform.poison.clear()
    return program


def test_parked_learners_are_decided_after_a_replay(parked_program: Program) -> None:
    api.run_pending(now=NOW)
    assert not Standing.objects.exists()
    result = api.replay_parked(actor=OPERATOR, reason="grades mended", now=NOW)
    assert (result.learners, result.orders) == (5, 0)
    assert api.run_pending(now=NOW).decisions == 5
    assert not Work.objects.exclude(parked=None, error="", tries=0).exists()


def test_the_reason_precedes_the_error_until_the_next_try(parked_program: Program) -> None:
    api.replay_parked(actor=OPERATOR, reason="grades mended", now=NOW)
    work = Work.objects.get(user_id=1)
    assert work.error.startswith("Replayed on 2026-06-01 at 00:00 UTC: grades mended\n\nTraceback")
    assert (work.parked, work.tries, work.due) == (None, 0, None)


def test_a_second_replay_finds_nothing(parked_program: Program) -> None:
    api.replay_parked(actor=OPERATOR, reason="grades mended", now=NOW)
    assert api.replay_parked(actor=OPERATOR, reason="once more", now=NOW).learners == 0
    assert Hint.objects.count() == 5


def test_a_replayed_learner_who_fails_again_has_all_tries(
    parked_program: Program, platform: FakePlatform, settings
) -> None:
    settings.MICROMASTERS_MAX_TRIES = 2
    platform.poison.add(1)
    api.replay_parked(actor=OPERATOR, reason="a mistake", now=NOW)
    assert api.run_pending(now=NOW).parked == 0
    assert api.run_pending(now=NOW + timedelta(minutes=1)).parked == 1


def test_parked_orders_are_replayed(program: Program, platform: FakePlatform, settings) -> None:
    settings.MICROMASTERS_MAX_TRIES = 1
    place([NewOrder(OrderKind.FLAG_CANDIDATE, LEARNER, program.id, "x")], now=NOW)
    with patch("micromasters_plugin.effects.candidate_flag.lock_standings", side_effect=RuntimeError("broken")):
        api.run_pending(now=NOW)
    assert api.run_pending(now=NOW + timedelta(days=9)).orders == 0
    assert api.replay_parked(actor=OPERATOR, reason="mended", now=NOW).orders == 1
    assert Order.objects.get().error.startswith("Replayed on ")
    assert api.run_pending(now=NOW).orders == 1


def test_a_replay_of_one_program_leaves_others_parked(parked_program: Program) -> None:
    api.import_program(program_text("3x", uuid=UUID_B, key="second"), actor=OPERATOR)
    tracked_runs.forget()
    assert api.replay_parked(actor=OPERATOR, program_key="second", reason="x", now=NOW).learners == 0
    assert run("replay-parked", "--program", "example", "--reason", "grades mended") == (
        "replayed 5 learners and 0 orders; run-pending evaluates the learners and carries out the orders\n"
    )
    api.run_pending(now=NOW)
    assert standing(1).earned_requirements == 1


def test_the_replay_command_needs_a_reason(db: None) -> None:
    with pytest.raises(CommandError, match="--reason"):
        run("replay-parked")


def park(program: Program, kind: OrderKind, parked: datetime) -> None:
    place([NewOrder(kind, LEARNER, program.id, f"{kind} {parked}")], now=NOW)
    Order.objects.filter(key__endswith=f":{kind} {parked}").update(parked=parked, due=None)


def test_a_replay_can_be_limited_to_a_kind_and_a_time(program: Program) -> None:
    Work.objects.create(program=program, user_id=LEARNER, parked=NOW)
    hours = [NOW + timedelta(hours=number) for number in range(4)]
    for hour in hours:
        park(program, OrderKind.EMAIL_HOLDER, hour)
    park(program, OrderKind.FLAG_CANDIDATE, hours[1])
    result = api.replay_parked(actor=OPERATOR, reason="x", kind="email.issued", since=hours[1], until=hours[3])
    assert (result.learners, result.orders) == (0, 2)
    assert set(Order.objects.filter(kind="email.issued").values_list("parked", flat=True)) == {hours[0], None, hours[3]}
    result = api.replay_parked(actor=OPERATOR, reason="x", kind="learners")
    assert (result.learners, result.orders) == (1, 0)
    result = api.replay_parked(actor=OPERATOR, reason="x", since=hours[1])
    assert (result.learners, result.orders) == (0, 2)


def test_a_kind_without_parked_rows_is_refused(program: Program) -> None:
    with pytest.raises(UnknownKindError):
        api.replay_parked(actor=OPERATOR, reason="x", kind="email.isued")


def test_tasks_are_published_after_the_commit_and_a_dry_run_publishes_none(
    parked_program: Program, settings, django_capture_on_commit_callbacks
) -> None:
    settings.MICROMASTERS_TASK_DELAY_SECONDS = 0
    with (
        patch("micromasters_plugin.tasks._covered_until", 0.0),
        patch("micromasters_plugin.tasks.evaluate_hints.apply_async") as publish,
    ):
        with django_capture_on_commit_callbacks(execute=True):
            run("replay-parked", "--reason", "x", "--dry-run")
        assert not publish.called
        with django_capture_on_commit_callbacks(execute=True):
            api.replay_parked(actor=OPERATOR, reason="x", now=NOW)
            assert not publish.called
        assert publish.called
