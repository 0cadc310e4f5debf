"""Test that a retired program evaluates no learner and keeps its credentials.

Other programs and restored programs evaluate learners.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import ProgramStanding
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.doctor import examination
from micromasters_plugin.exceptions import MissingReasonError, RetiredProgramError
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.ledger import checking
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program, ProgramChange
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.factories import UUID_A, UUID_B, proctored_text, program_text, run_of, send_exam, send_grade
from tests.fakes import FakePlatform
from tests.management.test_command import run
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything, standing

LATER = NOW + timedelta(days=30)
REASON = "its successor has begun"
DECIDED: dict[str, Any] = {"actor": Actor.operator(77), "reason": REASON}


def retire() -> ProgramStanding:
    return api.change_program(UUID_A, "retire", **DECIDED, now=LATER)


@pytest.fixture
def retired_program(program: Program, platform: FakePlatform) -> Program:
    """Create a retired program with one credential holder."""
    pass_everything(platform)
    api.run_pending(now=NOW)
    retire()
    tracked_runs.forget()
    return program


def test_the_command_lists_the_rows_that_stay(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    assert retire() == ProgramStanding("example", LATER, learners=1, credentials=1, orders=0)


def test_the_change_is_recorded_with_actor_time_and_reason(retired_program: Program) -> None:
    change = ProgramChange.objects.get()
    assert (change.action, change.actor_id, change.reason, change.time) == ("retire", 77, REASON, LATER)


def test_a_credential_stays_valid_and_staff_may_still_change_it(retired_program: Program) -> None:
    uuid = str(Credential.objects.get().uuid)
    assert api.get_credential(uuid).state == "valid"
    assert api.change_credential(uuid, "suspend", actor=Actor.operator(1), reason="an inquiry").state == "suspended"


def test_a_candidate_stays_on_the_list(retired_program: Program) -> None:
    assert [candidate.user_id for candidate in api.candidates("example")] == [LEARNER]


def test_the_ledger_still_verifies(retired_program: Program) -> None:
    assert checking.find_breaks(retired_program.id) == []


@pytest.mark.parametrize("percent", [0.1, 0.99])
def test_a_grade_after_retiring_changes_nothing(
    retired_program: Program, platform: FakePlatform, percent: float
) -> None:
    before = Standing.objects.values().get(), LedgerEntry.objects.filter(kind="decision").count(), Order.objects.count()
    platform.grade(LEARNER, run_of("1x"), percent, modified=LATER)
    send_grade(LEARNER, run_of("1x"))
    assert not Hint.objects.exists()
    for _ in range(2):
        api.run_pending(now=LATER)
        api.reconcile(now=LATER)
        api.reconcile_changes(now=LATER)
    assert (
        Standing.objects.values().get(),
        LedgerEntry.objects.filter(kind="decision").count(),
        Order.objects.count(),
    ) == before


def test_hints_of_a_retired_program_are_deleted(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    retire()
    api.run_pending(now=LATER)
    assert not Hint.objects.exists() and not Standing.objects.exists()


def test_a_time_trigger_of_a_retired_program_changes_nothing(retired_program: Program) -> None:
    Standing.objects.update(reevaluate_at=NOW)
    before = Standing.objects.values().get()
    assert api.run_pending(now=LATER).evaluations == 0
    assert Standing.objects.values().get() == before


def test_parked_learners_of_a_retired_program_are_forgotten(program: Program, platform: FakePlatform) -> None:
    Work.objects.create(program=program, user_id=LEARNER, parked=NOW, error="Traceback …")
    retire()
    assert not Work.objects.exists()


def test_open_orders_of_a_retired_program_are_carried_out(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_everything(platform)
    monkeypatch.setattr(FakePlatform, "credential_name", _no_database)
    api.run_pending(now=NOW)
    assert not Credential.objects.exists()
    monkeypatch.undo()
    assert retire().orders > 0
    api.run_pending(now=LATER)
    assert Credential.objects.get().state == "valid"


def test_a_program_with_the_same_courses_is_still_evaluated(retired_program: Program, platform: FakePlatform) -> None:
    api.import_program(program_text("1x", uuid=UUID_B, key="second"), actor=OPERATOR)
    tracked_runs.forget()
    send_grade(LEARNER, run_of("1x"))
    api.run_pending(now=LATER)
    assert Standing.objects.get(program__key="second").earned


def test_a_program_above_the_retired_program_is_still_evaluated(
    retired_program: Program, platform: FakePlatform
) -> None:
    inner = f"    - program: {UUID_A}\n      key: inner\n      title: The program before\n"
    api.import_program(program_text("3x", uuid=UUID_B, key="outer") + inner, actor=OPERATOR)
    tracked_runs.forget()
    platform.pass_run(LEARNER, run_of("3x"))
    send_grade(LEARNER, run_of("3x"))
    api.run_pending(now=LATER)
    assert Standing.objects.get(program__key="outer").earned


def test_acts_on_a_retired_program_are_refused(retired_program: Program, platform: FakePlatform) -> None:
    for attempt in (
        retire,
        lambda: api.import_program(program_text("1x"), actor=OPERATOR),
        lambda: api.reconcile(program_key="example"),
        lambda: api.plan_for(UUID_A, user_id=LEARNER),
        lambda: api.record_override(UUID_A, "hold", user_id=LEARNER, actor=Actor.operator(1), reason="an inquiry"),
    ):
        with pytest.raises(RetiredProgramError, match="retired on 2026-07-01"):
            attempt()
    assert retired_program.versions.count() == 1


def test_authors_cannot_choose_a_retired_program_and_learners_see_that_it_is_retired(retired_program: Program) -> None:
    assert api.list_programs() == []
    for shown in (api.get_progress(UUID_A, user_id=LEARNER), api.get_outline(UUID_A)):
        assert shown.program.retired == LATER
    assert api.get_program(UUID_A).retired == LATER
    assert api.get_progress(UUID_A, user_id=LEARNER).earned


def test_the_doctor_expects_no_reconciliation_of_a_retired_program(retired_program: Program) -> None:
    codes = {finding.code for finding in api.diagnose(now=LATER + timedelta(days=99)).findings}
    assert not codes & {"changes_overdue", "reconcile_overdue", "requirement_without_run", "program_unreachable"}


def test_reconciling_updates_a_restored_program(retired_program: Program, platform: FakePlatform) -> None:
    platform.grade(LEARNER, run_of("1x"), 0.1)
    assert api.change_program(UUID_A, "restore", **DECIDED).retired is None
    tracked_runs.forget()
    api.reconcile(now=LATER)
    assert not standing().earned
    hint()
    assert Hint.objects.count() == 1


def test_a_program_in_use_cannot_be_restored(program: Program) -> None:
    with pytest.raises(RetiredProgramError, match="was not retired"):
        api.change_program(UUID_A, "restore", **DECIDED)


@pytest.mark.parametrize("reason", ["", "  "])
def test_retiring_needs_a_reason(program: Program, reason: str) -> None:
    with pytest.raises(MissingReasonError):
        api.change_program(UUID_A, "retire", actor=Actor.operator(1), reason=reason)
    program.refresh_from_db()
    assert program.retired is None and not ProgramChange.objects.exists()


def test_the_command_retires_and_restores(program: Program, platform: FakePlatform) -> None:
    User.objects.create(username="registrar")
    words = ("--actor", "registrar", "--reason", "its successor has begun")
    assert run("retire-program", "example", *words, "--dry-run").startswith("dry run, nothing was stored: example is r")
    assert not Program.objects.get().retired
    assert json.loads(run("retire-program", UUID_A, *words, "--json"))["program_key"] == "example"
    assert Program.objects.get().retired
    with pytest.raises(CommandError, match="restore-program"):
        run("retire-program", "example", *words)
    assert "reconcile --program example" in run("restore-program", "example", *words)
    with pytest.raises(CommandError, match="no program 'nothing'"):
        run("retire-program", "nothing", *words)


@pytest.mark.parametrize(("action", "said"), [("retire", "1 program is retired."), ("restore", "in use again")])
def test_staff_retire_and_restore_a_program_in_the_admin(
    client: Client, program: Program, action: str, said: str
) -> None:
    if action == "restore":
        retire()
    client.force_login(User.objects.create_superuser("staff"))
    data = {"action": action, "_selected_action": [program.pk], "reason": "its successor has begun"}
    page = client.post(reverse("admin:micromasters_program_changelist"), data, follow=True).content.decode()
    assert said in page
    assert ProgramChange.objects.latest("id").actor_id == User.objects.get().pk


def _no_database(*args: object) -> str:
    raise DatabaseError("away")


@pytest.fixture
def awaiting(db: None, platform: FakePlatform) -> FakePlatform:
    """Let a learner pass the proctored course Ex+1x, whose exam is under review."""
    api.import_program(proctored_text("1x"), actor=OPERATOR)
    tracked_runs.forget()
    platform.pass_run(LEARNER, run_of("1x"))
    send_exam(LEARNER, run_of("1x"), "submitted", time=NOW)
    api.reconcile(now=NOW)
    return platform


def test_an_exam_under_review_is_counted_before_the_retirement(awaiting: FakePlatform) -> None:
    User.objects.create_superuser("registrar")
    output = run("retire-program", "example", "--actor", "registrar", "--reason", REASON, "--dry-run")
    assert "1 learner with an exam under review, 0 learners with a result that is held back" in output
    assert (retire().under_review, Program.objects.get().retired) == (1, LATER)


def test_the_admin_counts_the_results_that_a_retirement_leaves_without_effect(
    awaiting: FakePlatform, client: Client
) -> None:
    client.force_login(User.objects.create_superuser("registrar"))
    chosen = {"_selected_action": [str(row.pk) for row in Program.objects.all()], "reason": REASON}
    said = "example: These results will not count: 1 learner with an exam under review"
    for action, is_said in (("retire", True), ("restore", False)):
        address = reverse("admin:micromasters_program_changelist")
        page = client.post(address, {"action": action, **chosen}, follow=True).content.decode()
        assert (said in page) is is_said


def test_a_result_that_is_held_back_is_counted_before_the_retirement(program: Program, platform: FakePlatform) -> None:
    release = "releases: {course-v1:Ex+1x+2026: 2027-01-01}\nkind:"
    api.import_program(program_text("1x", "2x").replace("kind:", release, 1), actor=OPERATOR)
    tracked_runs.forget()
    pass_everything(platform)
    api.run_pending(now=NOW)
    assert (retire().held_back, late_results()) == (1, [])


def test_a_result_that_arrives_after_the_retirement_is_shown_to_staff(awaiting: FakePlatform) -> None:
    retire()
    assert late_results() == []
    send_exam(LEARNER, run_of("1x"), "verified", time=LATER)
    [text] = late_results()
    assert text == "example is retired, but results arrived for the learners 7"
    assert standing().earned is False


def late_results() -> list[str]:
    return [finding.text for finding in examination.CHECKS["retired"](LATER)]
