"""Test that an outage of the platform parks no learner and loses no hint.

A learner who fails without an outage uses a try.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError
from django.db import DatabaseError, DataError, InterfaceError, OperationalError, connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.doctor import examination
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline import batches
from micromasters_plugin.pipeline.models import Checkpoint, Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.factories import UUID_B, program_text, run_of
from tests.fakes import FakePlatform
from tests.management.test_command import run
from tests.pipeline.learner import NOW, hint, pass_everything
from tests.pipeline.outage_of_a_table import live

LEARNERS = range(1, 51)
LATER = NOW + timedelta(hours=1)
LOCKED = OperationalError(1205, "Lock wait timeout exceeded")


class Answers:
    """The platform's grades.

    ``fails`` returns the error that a query about users and runs raises, or None if the query raises no error.
    """

    def __init__(self) -> None:
        self.fails: Callable[[set[int], set[str]], Exception | None] = lambda users, runs: None
        self.asked: list[list[int]] = []


@pytest.fixture
def answer_log(platform: FakePlatform, monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Let the platform give correct answers by default, and record the queries."""
    answer_log, grades = Answers(), FakePlatform.grades

    def answer(self: FakePlatform, user_ids: list[int], runs: list[str]):
        answer_log.asked.append(list(user_ids))
        error = answer_log.fails(set(user_ids), set(runs))
        if error is not None:
            raise error
        return grades(self, user_ids, runs)

    monkeypatch.setattr(FakePlatform, "grades", answer)
    return answer_log


@pytest.fixture
def fifty_learners(program: Program, platform: FakePlatform) -> Program:
    """Let fifty learners pass, and make the learners due."""
    for user_id in LEARNERS:
        pass_everything(platform, user_id)
    return program


def tries() -> dict[int, int]:
    return dict(Work.objects.filter(tries__gt=0).values_list("user_id", "tries"))


def codes(now: datetime) -> list[str]:
    return [finding.code for finding in examination.CHECKS["outages"](now)]


@pytest.mark.parametrize(
    "error", [LOCKED, InterfaceError("closed"), ConnectionRefusedError(111), socket.gaierror(-2), TimeoutError("late")]
)
def test_nobody_uses_a_try_during_an_outage(fifty_learners: Program, answer_log: Answers, error: Exception) -> None:
    answer_log.fails = lambda users, runs: error
    for minutes in range(0, 60, 15):
        result = api.run_pending(now=NOW + timedelta(minutes=minutes))
        assert [failure.program_key for failure in result.failures] == ["example"]
    assert (tries(), Hint.objects.count(), Work.objects.exclude(lease="").count()) == ({}, 100, 0)
    answer_log.fails = lambda users, runs: None
    assert (api.run_pending(now=LATER + timedelta(minutes=10)).decisions) >= 40
    assert api.run_pending(now=LATER + timedelta(hours=1)).failures == ()
    assert (Standing.objects.count(), Hint.objects.count()) == (50, 0)


def test_a_round_stops_after_a_few_failures_and_the_next_starts_with_other_learners(
    fifty_learners: Program, answer_log: Answers
) -> None:
    answer_log.fails = lambda users, runs: LOCKED
    api.run_pending(now=NOW)
    first = {user_ids[0] for user_ids in answer_log.asked if len(user_ids) == 1}
    answer_log.asked.clear()
    api.run_pending(now=Checkpoint.objects.get().outage_until)
    second = {user_ids[0] for user_ids in answer_log.asked if len(user_ids) == 1}
    assert (len(first), len(second), first & second) == (4, 4, set())


def test_a_program_with_an_outage_is_paused_and_reported(fifty_learners: Program, answer_log: Answers) -> None:
    answer_log.fails = lambda users, runs: LOCKED
    with pytest.raises(CommandError, match=r"not evaluated: example: .*Lock wait") as raised:
        run("run-pending")
    assert raised.value.returncode == 1
    answer_log.asked.clear()
    with pytest.raises(CommandError, match="skipped until"):
        run("run-pending")
    assert answer_log.asked == []


def test_the_doctor_reports_an_outage_until_the_platform_answers(fifty_learners: Program, answer_log: Answers) -> None:
    answer_log.fails = lambda users, runs: LOCKED
    api.run_pending(now=NOW)
    assert codes(NOW) == ["platform_outage"]
    answer_log.fails = lambda users, runs: None
    api.run_pending(now=LATER)
    assert codes(LATER) == []


@pytest.mark.parametrize(
    ("error", "poison"),
    [
        pytest.param(error, poison, marks=() if error is LOCKED or poison == 50 else pytest.mark.soak)
        for error in (LOCKED, DatabaseError("refused"), DataError("too long"), ValueError("a bad key"))
        for poison in (1, 25, 50)
    ],
)
def test_a_learner_who_fails_alone_is_parked_after_the_last_try(
    fifty_learners: Program, answer_log: Answers, error: Exception, poison: int
) -> None:
    answer_log.fails = lambda users, runs: error if poison in users else None
    results = [api.run_pending(now=NOW + timedelta(hours=hour)) for hour in range(5)]
    assert (tries(), Standing.objects.count()) == ({poison: 5}, 49)
    assert [result.failures for result in results[:1]] == [()]
    assert Work.objects.get(parked__isnull=False).user_id == poison


@pytest.mark.parametrize("poison", [{1, 2, 3, 4, 5}, {46, 47, 48, 49, 50}, {1, 2, 3, 4, 50}])
def test_learners_who_fail_alike_use_tries_if_others_succeed(
    fifty_learners: Program, answer_log: Answers, poison: set[int]
) -> None:
    answer_log.fails = lambda users, runs: LOCKED if users & poison else None
    for hour in range(3):
        api.run_pending(now=NOW + timedelta(hours=hour))
    assert (tries().keys(), Standing.objects.count()) == (poison, 45)


def test_data_errors_use_tries_even_if_every_learner_has_one(fifty_learners: Program, answer_log: Answers) -> None:
    answer_log.fails = lambda users, runs: KeyError("course-v1:Ex")
    result = api.run_pending(now=NOW)
    assert (len(tries()), result.failures) == (50, ())


def test_an_outage_in_a_round_keeps_the_decisions_made(fifty_learners: Program, answer_log: Answers, settings) -> None:
    settings.MICROMASTERS_BATCH_SIZE = 10
    answer_log.fails = lambda users, runs: LOCKED if max(users) > 20 else None
    is_over = len(answer_log.asked)
    answer_log.fails = lambda users, runs: LOCKED if len(answer_log.asked) > is_over + 2 else None
    result = api.run_pending(now=NOW)
    assert (result.decisions, tries(), len(result.failures)) == (20, {}, 1)
    assert Hint.objects.count() == 60


def test_a_failure_of_the_only_due_learner_is_an_outage(
    program: Program, platform: FakePlatform, answer_log: Answers
) -> None:
    pass_everything(platform)
    answer_log.fails = lambda users, runs: LOCKED
    assert len(api.run_pending(now=NOW).failures) == 1
    assert (tries(), Hint.objects.count()) == ({}, 2)
    answer_log.fails = lambda users, runs: None
    assert api.run_pending(now=Checkpoint.objects.get().outage_until).decisions == 1


@pytest.mark.parametrize("is_first", [True, False])
def test_failures_use_tries_if_another_program_can_be_read(
    fifty_learners: Program, platform: FakePlatform, answer_log: Answers, is_first: bool
) -> None:
    api.import_program(program_text("3x", uuid=UUID_B, key="second"), actor=OPERATOR)
    tracked_runs.forget()
    platform.pass_run(99, run_of("3x"))
    hint(99, "3x")
    theirs = run_of("1x") if is_first else run_of("3x")
    answer_log.fails = lambda users, runs: LOCKED if theirs in runs else None
    result = api.run_pending(now=NOW)
    assert result.failures == ()
    assert tries().keys() <= (set(LEARNERS) if is_first else {99}) and tries()
    assert Standing.objects.count() == (1 if is_first else 50)
    assert codes(NOW) == []


def test_a_write_error_for_every_learner_is_an_outage(fifty_learners: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args, **kwargs):
        raise OperationalError("read only")

    with monkeypatch.context() as patched:
        patched.setattr(batches, "decide", refuse)
        result = api.run_pending(now=NOW)
    assert (len(result.failures), tries(), Hint.objects.count()) == (1, {}, 100)
    api.run_pending(now=LATER)
    assert Standing.objects.count() == 50


def test_a_write_error_for_one_learner_uses_a_try(fifty_learners: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    decide = batches.decide

    def refuse_one(group, **kwargs):
        if any(due.work.user_id == 25 for due in group):
            raise OperationalError("refused")
        return decide(group, **kwargs)

    monkeypatch.setattr(batches, "decide", refuse_one)
    assert api.run_pending(now=NOW).failures == ()
    assert tries() == {25: 1}


def test_reconciling_in_an_outage_parks_nobody_and_ends_with_status_1(
    fifty_learners: Program, answer_log: Answers
) -> None:
    Hint.objects.all().delete()
    answer_log.fails = lambda users, runs: LOCKED
    for options in ((), ("--since", "2026-01-01")):
        with pytest.raises(CommandError, match="not reconciled: example"):
            run("reconcile", *options)
    assert (Work.objects.filter(tries__gt=0).count(), Hint.objects.count()) == (0, 0)
    assert Checkpoint.objects.get().changes_read is None
    assert codes(NOW) == ["platform_outage"]
    answer_log.fails = lambda users, runs: None
    assert api.reconcile(now=NOW).decisions == 50
    assert codes(NOW) == []


def test_a_full_reconcile_retries_parked_learners(fifty_learners: Program, answer_log: Answers, settings) -> None:
    settings.MICROMASTERS_MAX_TRIES = 1
    answer_log.fails = lambda users, runs: ValueError("broken") if users & set(LEARNERS) else None
    assert api.run_pending(now=NOW).parked == 50
    answer_log.fails = lambda users, runs: ValueError("broken") if 7 in users else None
    first = api.reconcile(now=LATER)
    assert (first.evaluations, first.decisions) == (50, 49)
    assert list(Work.objects.filter(parked__isnull=False).values_list("user_id", "parked")) == [(7, NOW)]
    with CaptureQueriesContext(connection) as queries:
        second = api.reconcile(now=LATER)
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in written if "micromasters_checkpoint" not in sql] == []
    assert (second.evaluations, second.decisions) == (50, 0)


def test_a_full_reconcile_retries_a_parked_learner_without_an_enrollment(
    program: Program, platform: FakePlatform
) -> None:
    platform.add_learner(7)
    Work.objects.create(program=program, user_id=7, parked=NOW, error="x", tries=5, due=LATER)
    api.reconcile(now=NOW)
    assert (Standing.objects.get().user_id, Work.objects.get().parked) == (7, None)


def test_another_error_of_a_parked_learner_is_kept_once(fifty_learners: Program, answer_log: Answers, settings) -> None:
    settings.MICROMASTERS_MAX_TRIES = 1
    answer_log.fails = lambda users, runs: ValueError("one") if 7 in users else None
    api.run_pending(now=NOW)
    answer_log.fails = lambda users, runs: ValueError("two") if 7 in users else None
    api.reconcile(now=LATER)
    work = Work.objects.get(parked__isnull=False)
    assert (work.user_id, work.parked, "ValueError: two" in work.error) == (7, NOW, True)


def test_a_missing_table_parks_nobody_on_sqlite(fifty_learners: Program) -> None:
    assert live() == RECOVERED


@pytest.mark.parametrize("service", ["mariadb_process", "postgresql_process"])
def test_a_missing_table_parks_nobody_on_the_servers(service: str, request: pytest.FixtureRequest) -> None:
    outcome = json.loads(request.getfixturevalue(service)("tests.pipeline.outage_of_a_table"))
    assert outcome == RECOVERED


RECOVERED = {
    "failed_rounds": 3,
    "tries": 0,
    "hints_during": 100,
    "reconcile_failed": True,
    "standings": 50,
    "hints": 0,
    "open_outages": 0,
}
