"""Each check of the doctor finds what it is for, and nothing where all is well."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from openedx_events.learning import signals
from waffle.testutils import override_switch

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import Severity
from micromasters_plugin.doctor import clock, examination, leaving, loading, tables, wiring
from micromasters_plugin.exceptions import ExamServiceError
from micromasters_plugin.inbox.models import Hint, ParkedEvent
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, place
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program, ProgramVersion
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.signals import receivers
from micromasters_plugin.standings.models import Standing
from micromasters_plugin.tasks import evaluate_hints
from micromasters_plugin.toggles import ISSUING_PAUSED
from tests.factories import UUID_B, program_text, run_of
from tests.fakes import FakePlatform
from tests.ledger.files import new_key_pem
from tests.needs import REPOSITORY
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything

LATER = NOW + timedelta(minutes=11)


def codes(check: str, now: datetime = NOW) -> list[str]:
    """Return the codes of what one check finds."""
    return [finding.code for finding in examination.CHECKS[check](now)]


@pytest.fixture
def sound(program: Program, platform: FakePlatform, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A site where all is well: a program whose courses have runs, one learner who passed, a key."""
    monkeypatch.setenv("LEDGER_PEM", new_key_pem().decode())
    settings.MICROMASTERS_LEDGER_KEY = "env:LEDGER_PEM"
    pass_everything(platform)
    api.run_pending(now=NOW)
    return program


@pytest.mark.parametrize("check", examination.CHECKS)
def test_where_all_is_well_no_check_finds_anything(sound: Program, check: str) -> None:
    assert codes(check, LATER) == []


def test_what_a_sound_site_is_told_names_every_check(sound: Program) -> None:
    found = api.diagnose(now=NOW)
    assert (found.checks, found.findings, found.errors) == (tuple(examination.CHECKS), (), 0)


def test_a_check_that_breaks_is_a_finding_and_stops_no_other(sound: Program) -> None:
    def broken(now: datetime) -> Iterator[Any]:
        raise RuntimeError("no such table")

    with patch.dict(examination.CHECKS, {"clock": broken}):
        [finding] = api.diagnose(now=NOW).findings
    assert (finding.code, finding.severity) == ("check_broke", Severity.ERROR)
    assert "'clock'" in finding.text


def test_grades_that_are_none_are_listed_by_run(sound: Program, platform: FakePlatform) -> None:
    platform.grade(LEARNER, run_of("1x"), 1.15)
    assert codes("grades") == []
    platform.grade(LEARNER, run_of("2x"), -0.1)
    for user_id in range(100, 130):
        platform.grade(user_id, run_of("1x"), 2.5)
    platform.grade(LEARNER, "course-v1:Ex+9x+2026", -1)
    [finding] = examination.CHECKS["grades"](NOW)
    assert (finding.code, finding.severity) == ("grade_invalid", Severity.WARNING)
    assert (
        f"{run_of('1x')} are no number from 0 to 2 and do not count: learner 100 has 2.5, learner 101" in finding.text
    )
    assert finding.text.endswith("learner 119 has 2.5, and there are more")
    for user_id in range(100, 130):
        del platform.graded[user_id, run_of("1x")]
    [finding] = examination.CHECKS["grades"](NOW)
    assert finding.text.endswith(
        f"{run_of('2x')} are no number from 0 to 2 and do not count: learner {LEARNER} has -0.1"
    )


def test_errors_come_before_warnings(sound: Program) -> None:
    ParkedEvent.objects.create(event_type="x", reason="x", payload="x", created=NOW)
    LedgerEntry.objects.all().delete()
    assert [f.severity for f in api.diagnose(now=NOW).findings] == [Severity.ERROR, Severity.WARNING]


# --- loading ------------------------------------------------------------------------------------------------------


def test_an_app_that_does_not_import_is_found_by_loading_it_again(sound: Program) -> None:
    with patch.object(importlib.metadata.EntryPoint, "load", side_effect=ImportError("broken apps.py")):
        assert codes("loading") == ["app_does_not_load", "app_does_not_load"]


def test_a_package_that_lists_no_app_is_found(sound: Program) -> None:
    with patch.object(loading, "entry_points", return_value=[]):
        assert codes("loading") == ["app_not_listed", "app_not_listed"]


def test_an_app_that_the_platform_dropped_is_found(sound: Program) -> None:
    with patch.object(apps, "is_installed", return_value=False):
        assert codes("loading") == ["app_missing"]


def test_pages_without_addresses_are_found(sound: Program) -> None:
    with override_settings(ROOT_URLCONF="tests.doctor.no_urls"):
        assert codes("loading") == ["urls_missing"]


# --- tables -------------------------------------------------------------------------------------------------------


def test_a_migration_that_is_not_recorded_is_named(sound: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_recorded", set)
    [finding] = tables.check(NOW)
    assert (finding.code, finding.text) == ("tables_not_migrated", "not applied: 0001_initial")


def test_one_table_that_is_missing_is_named(sound: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    there = [name for name in connection.introspection.table_names() if name != "micromasters_work"]
    monkeypatch.setattr(connection.introspection, "table_names", lambda *cursor: there)
    [finding] = tables.check(NOW)
    assert finding.code == "tables_half_there"
    assert "micromasters_work first; recorded as applied: 0001_initial" in finding.text


def test_tables_that_are_gone_though_recorded_are_named(sound: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", lambda *cursor: ["django_migrations"])
    [finding] = tables.check(NOW)
    assert finding.code == "tables_not_migrated"
    assert finding.text == "the tables are gone, though migrations are recorded"


# --- wiring -------------------------------------------------------------------------------------------------------


def test_a_receiver_that_is_not_connected_is_found(sound: Program) -> None:
    uid = "micromasters.certificate_revoked"
    signals.CERTIFICATE_REVOKED.disconnect(dispatch_uid=uid)
    try:
        [finding] = wiring.check(NOW)
    finally:
        signals.CERTIFICATE_REVOKED.connect(receivers.on_certificate, dispatch_uid=uid)
    assert finding.code == "receiver_unconnected"
    assert signals.CERTIFICATE_REVOKED.event_type in finding.text


def test_a_receiver_that_makes_no_hint_of_an_event_is_found(sound: Program) -> None:
    with patch.object(receivers, "append_hints", side_effect=RuntimeError("broken")):
        assert set(codes("wiring")) == {"receiver_deaf"}


def test_the_probes_leave_nothing_behind(sound: Program) -> None:
    with patch("micromasters_plugin.signals.receivers.schedule_evaluation") as schedule:
        assert codes("wiring") == []
    assert (Hint.objects.count(), ParkedEvent.objects.count(), schedule.called) == (0, 0, False)


def test_without_a_program_only_the_connections_are_checked(db: None, platform: FakePlatform) -> None:
    with patch.object(receivers, "append_hints", side_effect=RuntimeError("broken")):
        assert codes("wiring") == []


# --- leaving ------------------------------------------------------------------------------------------------------


def test_a_retirement_of_which_nobody_would_hear_is_found(sound: Program) -> None:
    with patch.object(FakePlatform, "told", None):
        [finding] = leaving.check(NOW)
    assert (finding.code, finding.severity) == ("retirement_unconnected", Severity.ERROR)
    assert "LEAVING" in finding.text


def test_an_erasure_that_fails_is_found(sound: Program) -> None:
    with patch.object(Standing.objects, "filter", side_effect=ConnectionError("the table is away")):
        [finding] = leaving.check(NOW)
    assert finding.code == "retirement_broken"
    assert "the table is away" in finding.text


def test_a_receiver_that_erases_nothing_is_found(sound: Program) -> None:
    with patch.object(FakePlatform, "told", staticmethod(lambda user_id: None)):
        assert codes("leaving") == ["retirement_broken"]


def test_the_probe_of_leaving_leaves_no_trace_and_touches_nobody(sound: Program) -> None:
    before = list(Standing.objects.values()), list(Credential.objects.values())
    assert codes("leaving") == []
    assert (list(Standing.objects.values()), list(Credential.objects.values())) == before
    assert not Hint.objects.exists()


# --- programs -----------------------------------------------------------------------------------------------------


def test_a_program_whose_courses_have_no_run_cannot_be_earned(program: Program, platform: FakePlatform) -> None:
    platform.add_run(run_of("1x"))
    assert codes("programs") == ["requirement_without_run", "program_unreachable"]


def test_a_group_that_is_empty_can_never_be_met(sound: Program) -> None:
    version = sound.versions.get()
    version.definition["root"]["children"] = []
    ProgramVersion.objects.update(definition=version.definition, created=LATER)
    assert codes("programs") == ["program_unreachable"]


def test_a_course_whose_final_has_no_run_cannot_be_earned(db: None, platform: FakePlatform) -> None:
    final = "      final:\n        course: Ex+1xF\n        splits: [{coursework: 0.40, final: 0.60}]\n"
    api.import_program(program_text("1x").replace("      title: Course 1x\n", f"      title: Course 1x\n{final}"))
    tracked_runs.forget()
    platform.add_run(run_of("1x"))
    [without_run, unreachable] = examination.CHECKS["programs"](NOW)
    assert without_run.text == "example: the final of 1x (Ex+1xF) has no run on the platform"
    assert unreachable.code == "program_unreachable"
    platform.add_run(run_of("1xF"))
    assert codes("programs") == []


def test_a_listed_run_that_does_not_exist_is_found(db: None, platform: FakePlatform) -> None:
    text = program_text("1x").replace(
        "      title: Course 1x\n", "      title: Course 1x\n      runs: [course-v1:Ex+1x+2026, course-v1:Ex+1x+2027]\n"
    )
    api.import_program(text)
    tracked_runs.forget()
    platform.add_run(run_of("1x"))
    assert codes("programs") == ["run_missing"]


# --- backlog and parked -------------------------------------------------------------------------------------------


def test_a_hint_older_than_ten_minutes_is_found(sound: Program) -> None:
    hint()
    assert (codes("backlog", NOW), codes("backlog", LATER)) == ([], ["hints_overdue"])


def test_a_learner_who_backs_off_is_not_overdue(sound: Program) -> None:
    hint()
    Work.objects.update(due=LATER + timedelta(minutes=1))
    assert codes("backlog", LATER) == []


def test_an_order_due_for_ten_minutes_is_found(sound: Program) -> None:
    place([NewOrder(OrderKind.FLAG_CANDIDATE, LEARNER, sound.id, "x")], now=NOW)
    assert (codes("backlog", NOW), codes("backlog", LATER)) == ([], ["orders_overdue"])


# --- reconciliation -----------------------------------------------------------------------------------------------


def test_changes_not_read_for_an_hour_are_found_and_reading_them_mends_it(sound: Program) -> None:
    api.reconcile_changes(now=NOW)
    late = NOW + timedelta(hours=1, seconds=1)
    assert (codes("reconciliation", late - timedelta(seconds=1)), codes("reconciliation", late)) == (
        [],
        ["changes_overdue"],
    )
    api.reconcile_changes(now=late)
    assert codes("reconciliation", late) == []


def test_a_comparison_with_everyone_is_missed_two_days_after_the_last_began(sound: Program) -> None:
    api.reconcile(now=NOW)
    late = NOW + timedelta(days=2, seconds=1)
    for now in (late - timedelta(seconds=1), late):
        api.reconcile_changes(now=now)
    assert (codes("reconciliation", late - timedelta(seconds=1)), codes("reconciliation", late)) == (
        [],
        ["reconcile_overdue"],
    )


def test_dates_that_a_clock_left_ahead_of_the_time_do_not_pass_for_a_reconciliation(sound: Program) -> None:
    api.reconcile(now=NOW + timedelta(days=4000))
    api.reconcile_changes(now=NOW + timedelta(days=4000))
    assert codes("reconciliation") == ["changes_overdue", "reconcile_overdue"]
    api.reconcile(now=NOW)
    api.reconcile_changes(now=NOW)
    assert codes("reconciliation") == []


def test_a_program_that_was_never_reconciled_is_overdue_that_long_after_its_import(
    program: Program, settings: Any
) -> None:
    settings.MICROMASTERS_CHANGES_OVERDUE_SECONDS = 60
    settings.MICROMASTERS_RECONCILE_OVERDUE_SECONDS = 120
    imported = program.versions.get().created
    assert codes("reconciliation", imported + timedelta(seconds=60)) == []
    assert codes("reconciliation", imported + timedelta(seconds=61)) == ["changes_overdue"]
    [changes, everyone] = examination.CHECKS["reconciliation"](imported + timedelta(seconds=121))
    assert (changes.code, everyone.code) == ("changes_overdue", "reconcile_overdue")
    assert changes.text.endswith("0:01:00 or longer: example")


@pytest.mark.parametrize(
    ("park", "code"),
    [
        (lambda: Work.objects.update(parked=NOW), "learners_parked"),
        (lambda: Order.objects.update(done=None, parked=NOW), "orders_parked"),
        (lambda: Order.objects.update(done=None, tries=5), "orders_failing"),
        (lambda: ParkedEvent.objects.create(event_type="x", reason="x", payload="x", created=NOW), "events_parked"),
    ],
)
def test_what_is_parked_is_counted(sound: Program, park: Callable[[], object], code: str) -> None:
    park()
    assert codes("parked") == [code]


def test_issuing_that_is_paused_is_told_with_what_waits_and_is_no_backlog(
    sound: Program, platform: FakePlatform
) -> None:
    with override_switch(ISSUING_PAUSED.name, active=True):
        pass_everything(platform, 8)
        api.run_pending(now=NOW)
        [finding] = examination.CHECKS["paused"](LATER)
        assert codes("backlog", LATER) == []
    assert (finding.code, finding.text) == ("issuing_paused", "issuing is paused; 1 orders wait")


# --- exams --------------------------------------------------------------------------------------------------------


def import_proctored(head: str, final: str = "") -> None:
    """Import a program of one course, which is proctored, or whose final is."""
    api.import_program(program_text("1x", uuid=UUID_B).replace("      title: Course 1x\n", f"{head}{final}"))
    tracked_runs.forget()


def test_who_passed_a_proctored_run_without_an_exam_result_is_named_with_the_run(
    db: None, platform: FakePlatform
) -> None:
    import_proctored("      proctored: true\n      title: Course 1x\n")
    retake = "course-v1:Ex+1x+2027"
    platform.pass_run(LEARNER, run_of("1x"))
    platform.pass_run(8, run_of("1x"), 0.3)
    platform.pass_run(9, run_of("1x"))
    platform.pass_run(9, retake)
    api.reconcile(now=NOW)
    found = list(examination.CHECKS["exams"](NOW))
    assert {finding.code for finding in found} == {"exam_missing"}
    assert [finding.text for finding in found] == [
        f"example: {run_of('1x')} was passed, but without an exam result: learners 7, 9",
        f"example: {retake} was passed, but without an exam result: learners 9",
    ]


def test_of_many_learners_without_an_exam_result_twenty_are_named_and_the_rest_counted(
    db: None, platform: FakePlatform
) -> None:
    import_proctored("      proctored: true\n      title: Course 1x\n")
    for user_id in range(1, 24):
        platform.pass_run(user_id, run_of("1x"))
    api.reconcile(now=NOW)
    [finding] = examination.CHECKS["exams"](NOW)
    assert finding.text.endswith(", 19, 20 and 3 more")


def test_a_proctored_final_without_an_exam_result_is_named_by_the_run_of_its_coursework(
    db: None, platform: FakePlatform
) -> None:
    final = "      final: {course: Ex+1xF, splits: [{coursework: 0.40, final: 0.60}], proctored: true}\n"
    import_proctored("      title: Course 1x\n", final)
    for number in ("1x", "1xF"):
        platform.pass_run(LEARNER, run_of(number))
    api.reconcile(now=NOW)
    [finding] = examination.CHECKS["exams"](NOW)
    assert finding.text == f"example: {run_of('1x')} was passed, but without an exam result: learners 7"


def test_the_remedy_for_a_missing_result_is_the_service_where_there_is_one_and_else_a_file(
    db: None, platform: FakePlatform
) -> None:
    import_proctored("      proctored: true\n      title: Course 1x\n")
    retake = "course-v1:Ex+1x+2027"
    for run in (run_of("1x"), retake):
        platform.pass_run(LEARNER, run)
    platform.served[retake] = []
    api.reconcile(now=NOW)
    by_file, by_service = (finding.remedy for finding in examination.CHECKS["exams"](NOW))
    assert ("import-exam-attempts" in by_file, "fetch-exam-attempts" in by_service) == (True, True)


def test_an_exam_service_that_cannot_be_asked_is_found(db: None, platform: FakePlatform) -> None:
    import_proctored("      proctored: true\n      title: Course 1x\n")
    platform.add_run(run_of("1x"))
    platform.served[run_of("1x")] = ExamServiceError("the account that asks is not staff")
    [finding] = examination.CHECKS["exam_service"](NOW)
    assert (finding.code, finding.text) == (
        "exam_service_silent",
        "the exam service cannot be asked: the account that asks is not staff",
    )


def test_an_exam_service_that_answers_is_no_finding_whether_or_not_it_keeps_the_run(
    db: None, platform: FakePlatform
) -> None:
    import_proctored("      proctored: true\n      title: Course 1x\n")
    platform.add_run(run_of("1x"))
    for answer in ([], None):
        platform.served[run_of("1x")] = answer
        assert codes("exam_service") == []


def test_an_exam_service_is_not_asked_where_no_program_wants_a_proctored_exam(sound: Program, platform) -> None:
    platform.served[run_of("1x")] = ExamServiceError("nobody should have asked")
    assert codes("exam_service") == []


# --- ledgers and key ----------------------------------------------------------------------------------------------


def test_a_ledger_that_was_changed_is_found(sound: Program) -> None:
    LedgerEntry.objects.update(time=LATER)
    assert codes("ledgers") == ["ledger_broken"]


@pytest.mark.parametrize(("source", "severity"), [("", Severity.WARNING), ("env:NOWHERE", Severity.ERROR)])
def test_a_missing_key_is_a_warning_and_an_unusable_one_an_error(
    sound: Program, settings: Any, source: str, severity: Severity
) -> None:
    settings.MICROMASTERS_LEDGER_KEY = source
    [finding] = examination.CHECKS["key"](NOW)
    assert (finding.code, finding.severity) == ("ledger_key", severity)


# --- clock and broker ---------------------------------------------------------------------------------------------


def test_clocks_that_differ_are_found(db: None) -> None:
    with patch.object(clock, "database_time", return_value=timezone.now() - timedelta(seconds=30)):
        [finding] = clock.check(NOW)
    assert finding.code == "clock_skew"
    assert "30 s" in finding.text


def test_the_time_of_the_database_is_read_in_utc(db: None) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)  # a database may cut off what is less than a second
    assert before <= clock.database_time() <= datetime.now(UTC)


def test_the_time_of_a_mysql_is_read_in_utc_whatever_its_session_shows(mariadb_process: Callable[..., str]) -> None:
    assert mariadb_process("tests.doctor.mysql_clock") == "in UTC\n"


def test_a_broker_that_refuses_is_found_and_no_worker_is_asked(settings: Any, closed_broker: None) -> None:
    settings.MICROMASTERS_TASK_DELAY_SECONDS = 2.0
    assert (codes("broker"), codes("workers")) == (["broker_unreachable"], [])


def test_no_broker_is_asked_where_tasks_run_in_place(
    settings: Any, closed_broker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MICROMASTERS_TASK_DELAY_SECONDS = 2.0
    monkeypatch.setitem(evaluate_hints.app.conf.changes, "task_always_eager", True)
    assert (codes("broker"), codes("workers")) == ([], [])


def test_the_operators_guide_names_every_check_and_every_finding() -> None:
    guide = (REPOSITORY / "docs" / "getting-started" / "operators.rst").read_text(encoding="utf-8")
    sources = [path.read_text(encoding="utf-8") for path in Path(examination.__file__).parent.glob("*.py")]
    findings = {code for source in sources for code in re.findall(r'Finding\(\s*"([a-z_]+)"', source)}
    assert len(findings) > 15
    assert [name for name in (*examination.CHECKS, *sorted(findings)) if f"``{name}``" not in guide] == []
