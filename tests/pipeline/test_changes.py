"""Test that reconciliation by date finds grades without an event by the date on which the platform saved the grade."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api, tasks
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import CourseCertificate
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline.models import Checkpoint, Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from tests.factories import UUID_B, program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything, standing

MINUTE = timedelta(minutes=1)
RUNS = (run_of("1x"), run_of("2x"))


def pass_without_event(platform: FakePlatform, user_id: int = LEARNER, *, when: datetime = NOW) -> None:
    """Save grades without hints, like a process that died before the process wrote the hints."""
    for run in RUNS:
        platform.enroll(user_id, run)
        platform.grade(user_id, run, 0.9, modified=when)


def checkpoint() -> Checkpoint:
    return Checkpoint.objects.get()


def test_a_grade_whose_process_died_before_its_hint_still_becomes_a_credential(
    program: Program, platform: FakePlatform
) -> None:
    pass_without_event(platform)
    api.run_pending(now=NOW)
    assert not Credential.objects.exists()
    result = api.reconcile_changes(now=NOW + MINUTE)
    assert (result.compared, result.due) == (1, 1)
    api.run_pending(now=NOW + MINUTE)
    assert Credential.objects.get().user_id == LEARNER


def test_a_change_already_handled_by_its_event_makes_nobody_due(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    for run in RUNS:
        platform.grade(LEARNER, run, 0.9, modified=NOW)
    api.run_pending(now=NOW)
    result = api.reconcile_changes(now=NOW + MINUTE)
    assert (result.compared, result.due, Hint.objects.count()) == (1, 0, 0)


@pytest.mark.parametrize(
    "change",
    [
        lambda platform: platform.change_enrollment(LEARNER, RUNS[0], "audit", is_active=True, time=NOW),
        lambda platform: (
            platform.certified.update({(LEARNER, RUNS[0]): CourseCertificate("unavailable", "verified", True)}),
            platform.certificates_saved.update({(LEARNER, RUNS[0]): NOW}),
        ),
    ],
    ids=["an enrollment", "a certificate"],
)
def test_every_dated_column_is_read(
    program: Program, platform: FakePlatform, change: Callable[[FakePlatform], object]
) -> None:
    pass_without_event(platform, when=NOW - timedelta(days=1))
    api.reconcile(now=NOW - timedelta(hours=1))
    change(platform)
    assert api.reconcile_changes(now=NOW + MINUTE).due == 1


def test_reading_resumes_from_the_checkpoint_minus_the_overlap(program: Program, platform: FakePlatform) -> None:
    overlap = timedelta(seconds=900)
    assert api.reconcile_changes(now=NOW).since == NOW - overlap
    assert checkpoint().changes_read == NOW
    pass_without_event(platform, when=NOW - overlap)
    pass_without_event(platform, 8, when=NOW - overlap - timedelta(seconds=1))
    result = api.reconcile_changes(now=NOW + timedelta(hours=5))
    assert (result.since, result.compared) == (NOW - overlap, 1)
    assert Hint.objects.get().user_id == LEARNER


def test_a_later_since_leaves_the_checkpoint_unchanged(program: Program, platform: FakePlatform) -> None:
    api.reconcile_changes(now=NOW)
    later = NOW + timedelta(hours=5)
    api.reconcile_changes(since=later - MINUTE, now=later)
    assert checkpoint().changes_read == NOW
    api.reconcile_changes(since=NOW, now=later)
    assert checkpoint().changes_read == later


def test_a_checkpoint_in_the_future_hides_no_change(program: Program, platform: FakePlatform) -> None:
    api.reconcile_changes(now=NOW + timedelta(days=400))
    pass_without_event(platform)
    assert api.reconcile_changes(now=NOW + MINUTE).due == 1
    assert checkpoint().changes_read == NOW + MINUTE


def test_the_checkpoint_moves_only_after_the_hints_are_written(
    program: Program, platform: FakePlatform, settings
) -> None:
    settings.MICROMASTERS_BATCH_SIZE = 2
    for user_id in range(1, 6):
        pass_without_event(platform, user_id)
    noted = "micromasters_plugin.pipeline.changes.mark_changes_read"
    with patch(noted, side_effect=SystemExit), pytest.raises(SystemExit):
        api.reconcile_changes(now=NOW + MINUTE)
    assert (Hint.objects.count(), Checkpoint.objects.exists()) == (5, False)
    bulk_create = Hint.objects.bulk_create
    written: list[int] = []

    def dying(hints) -> None:
        written.append(len(bulk_create(hints)))
        if len(written) == 2:
            raise SystemExit

    Hint.objects.all().delete()
    with patch.object(type(Hint.objects), "bulk_create", side_effect=dying), pytest.raises(SystemExit):
        api.reconcile_changes(now=NOW + MINUTE)
    assert (written, Checkpoint.objects.exists()) == ([2, 2], False)
    assert api.reconcile_changes(now=NOW + MINUTE).due == 5


def test_a_change_makes_learners_due_in_every_program_of_its_run(program: Program, platform: FakePlatform) -> None:
    api.import_program(program_text("1x", uuid=UUID_B, key="second"), actor=OPERATOR)
    tracked_runs.forget()
    pass_without_event(platform)
    platform.enroll(8, run_of("3x"), created=NOW)
    api.reconcile_changes(now=NOW + MINUTE)
    second = Program.objects.get(key="second")
    assert list(Hint.objects.values_list("user_id", "program_id").order_by("program_id")) == [
        (LEARNER, program.id),
        (LEARNER, second.id),
    ]


def test_reading_for_one_program_leaves_other_checkpoints_unchanged(program: Program, platform: FakePlatform) -> None:
    api.import_program(program_text("1x", uuid=UUID_B, key="second"), actor=OPERATOR)
    tracked_runs.forget()
    pass_without_event(platform)
    api.reconcile_changes(program_key="second", now=NOW + MINUTE)
    assert Hint.objects.get().program_id == Program.objects.get(key="second").id
    assert list(Checkpoint.objects.values_list("program__key", "changes_read")) == [("second", NOW + MINUTE)]


def test_a_learner_who_cannot_be_compared_is_due_and_a_retired_user_is_not(
    program: Program, platform: FakePlatform
) -> None:
    for user_id in (1, 2, 3):
        pass_without_event(platform, user_id)
    platform.poison.add(2)
    platform.retiring.add(3)
    assert (api.reconcile_changes(now=NOW + MINUTE).due, set(Hint.objects.values_list("user_id", flat=True))) == (
        2,
        {1, 2},
    )
    api.run_pending(now=NOW + MINUTE)
    assert "a row that cannot be read" in Work.objects.get(user_id=2).error


def test_a_batch_that_cannot_be_compared_makes_all_its_learners_due(program: Program, platform: FakePlatform) -> None:
    pass_without_event(platform)
    with patch("micromasters_plugin.standings.evaluation.family_of", side_effect=RuntimeError("broken")):
        assert api.reconcile_changes(now=NOW + MINUTE).due == 1
    assert checkpoint().changes_read == NOW + MINUTE


def test_a_second_read_writes_only_the_checkpoint(program: Program, platform: FakePlatform) -> None:
    for user_id in range(1, 21):
        pass_without_event(platform, user_id)
    api.reconcile_changes(now=NOW)
    api.run_pending(now=NOW)
    with CaptureQueriesContext(connection) as queries:
        assert api.reconcile_changes(now=NOW + MINUTE).compared == 20
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in written if "micromasters_checkpoint" not in sql] == []


def test_the_periodic_task_reads_changes_and_schedules_evaluation(program: Program, platform: FakePlatform) -> None:
    with patch("micromasters_plugin.tasks.schedule_evaluation") as schedule:
        tasks.reconcile_changes()
        assert not schedule.called
        pass_without_event(platform, when=checkpoint().changes_read)
        tasks.reconcile_changes()
    assert (schedule.call_count, Hint.objects.get().user_id) == (1, LEARNER)


def test_a_parked_learner_with_a_corrected_grade_is_retried(program: Program, platform: FakePlatform) -> None:
    pass_without_event(platform, when=NOW - timedelta(days=1))
    platform.grade(LEARNER, RUNS[0], 1.5, modified=NOW - timedelta(days=1))
    hint()
    api.run_pending(now=NOW)
    Work.objects.update(parked=NOW, due=None)
    Hint.objects.all().delete()
    platform.grade(LEARNER, RUNS[0], 0.9, modified=NOW)
    api.reconcile_changes(now=NOW + MINUTE)
    api.run_pending(now=NOW + MINUTE)
    assert (standing().earned, Work.objects.get().parked) == (True, None)
