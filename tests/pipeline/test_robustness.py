"""Test cases in which an earlier version of the pipeline lost, doubled or misread data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from openedx_events.learning.signals import PROGRAM_CERTIFICATE_AWARDED

from micromasters_plugin import api
from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import ExamAttempt, ExamStatus
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.domain.texts import MAX_CHARACTERS
from micromasters_plugin.inbox.intake import append_hints
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.pipeline import leases
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import BarSeen, Standing
from tests.factories import UUID_A, UUID_B, program_text, run_of, send_exam
from tests.fakes import FakePlatform

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LEARNER = 7


def import_text(text: str) -> None:
    api.import_program(text, actor=OPERATOR)
    tracked_runs.forget()


def pass_everything(platform: FakePlatform, percent: float = 0.9) -> None:
    for number in ("1x", "2x"):
        platform.pass_run(LEARNER, run_of(number), percent)


def test_a_rebuilt_standing_places_its_orders_again(db: None, platform: FakePlatform) -> None:
    import_text(program_text("1x", "2x", drop_policy="revoke"))
    for percent in (0.9, 0.1):
        pass_everything(platform, percent)
        api.reconcile(now=NOW)
    Standing.objects.all().delete()
    pass_everything(platform)
    api.reconcile(now=NOW)
    assert [c.state for c in Credential.objects.order_by("id")] == ["revoked", "valid"]


def test_two_versions_of_one_day_keep_separate_bar_dates(db: None, platform: FakePlatform) -> None:
    import_text(program_text("1x", bar="0.70"))
    import_text(program_text("1x", bar="0.60"))
    platform.pass_run(LEARNER, run_of("1x"), 0.65)
    api.reconcile(now=NOW)
    assert Standing.objects.get().earned is True
    bars = BarSeen.objects.order_by("bar").values_list("bar", "kind")
    assert list(bars) == [(Decimal("0.60"), "reached"), (Decimal("0.70"), "below")]


def test_only_listed_runs_make_a_learner_belong_to_the_program(db: None, platform: FakePlatform) -> None:
    listed = f"passing_grade: 0.60\n      runs: ['{run_of('1x')}']\n"
    import_text(program_text("1x").replace("passing_grade: 0.60\n", listed))
    platform.enroll(1, run_of("1x"))
    platform.enroll(2, "course-v1:Ex+1x+1999")
    api.reconcile(now=NOW)
    assert [row.learner_id for row in api.standings("example")] == [1]
    assert [standing.user_id for standing in Standing.objects.all()] == [1]


def test_a_learner_who_left_an_open_run_sees_the_run_again(program: Program, platform: FakePlatform) -> None:
    platform.add_run(run_of("1x"), end=NOW + timedelta(days=90))
    platform.enroll(LEARNER, run_of("1x"), is_active=False)
    api.reconcile(now=NOW)
    next_run = api.get_progress(UUID_A, user_id=LEARNER, now=NOW).requirements[0].next_run
    assert next_run is not None and next_run.key == run_of("1x")


def test_an_error_in_displaying_runs_stops_no_verdict(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakePlatform, "display_runs", lambda self, runs: 1 / 0)
    platform.pass_run(LEARNER, run_of("1x"))
    append_hints(LEARNER, run_of("1x"), now=NOW)
    api.run_pending(now=NOW)
    assert Standing.objects.get().earned_requirements == 1


def test_a_title_of_any_length_can_be_shown(program: Program, platform: FakePlatform) -> None:
    from dataclasses import replace

    platform.runs[run_of("1x")] = replace(platform.add_run(run_of("1x")), title="T" * 1000)
    api.run_pending(now=NOW)
    (run,) = [r.next_run for r in api.get_outline(UUID_A, now=NOW).requirements if r.key == "1x"]
    assert run is not None and len(run.title) == MAX_CHARACTERS


def test_a_program_that_cannot_be_evaluated_stops_no_other(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    from micromasters_plugin.pipeline import batches

    import_text(program_text("1x", uuid=UUID_B, key="second"))
    platform.pass_run(LEARNER, run_of("1x"))
    append_hints(LEARNER, run_of("1x"), now=NOW)
    evaluate = batches.evaluate_together

    def fail_for_the_first(program_id: int, *args, **kwargs):
        if program_id == program.id:
            raise RuntimeError("a definition that cannot be read")
        return evaluate(program_id, *args, **kwargs)

    monkeypatch.setattr(batches, "evaluate_together", fail_for_the_first)
    api.run_pending(now=NOW)
    assert [standing.program.key for standing in Standing.objects.all()] == ["second"]
    assert [hint.program_id for hint in Hint.objects.all()] == [program.id]


def test_a_lost_lease_deletes_no_hints(program: Program) -> None:
    work = Work.objects.create(program=program, user_id=LEARNER, lease="mine", tries=10)
    Work.objects.update(lease="another's")
    assert leases.record_failure(work, "error", is_hopeless=True, now=NOW) is False
    assert Work.objects.get().parked is None


def test_claiming_with_an_old_now_gives_a_full_lease(program: Program) -> None:
    assert leases.claim(program.id, [LEARNER], now=NOW - timedelta(days=1)).keys() == {LEARNER}
    assert leases.claim(program.id, [LEARNER], now=NOW) == {}


def test_a_candidates_rank_follows_the_standing(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.reconcile(now=NOW)
    platform.pass_run(LEARNER, "course-v1:Ex+1x+2027", 0.2)
    api.reconcile(now=NOW)
    assert Candidate.objects.get().graded_runs == 3


def test_a_late_award_of_a_revoked_credential_is_not_announced(program: Program, platform: FakePlatform) -> None:
    sent: list[str] = []

    def note(**kwargs) -> None:
        sent.append(kwargs["program_certificate"].status)

    pass_everything(platform)
    api.reconcile(now=NOW)
    Credential.objects.update(state="revoked", is_current=None)
    Order.objects.filter(kind="announce.awarded").update(done=None, due=NOW)
    PROGRAM_CERTIFICATE_AWARDED.connect(note)
    try:
        api.run_pending(now=NOW)
    finally:
        PROGRAM_CERTIFICATE_AWARDED.disconnect(note)
    assert sent == []
    assert not Order.objects.filter(done__isnull=True).exists()


def test_the_newer_of_two_services_results_counts(
    db: None, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_text(program_text("1x").replace("passing_grade: 0.60\n", "passing_grade: 0.60\n      proctored: true\n"))
    platform.pass_run(LEARNER, run_of("1x"))
    send_exam(LEARNER, run_of("1x"), "verified", time=NOW)
    usage = "block-v1:Ex+1x+2026+type@sequential+block@exam"
    old = {(LEARNER, run_of("1x")): [ExamAttempt(usage, ExamStatus.RESET, NOW - timedelta(days=9))]}
    monkeypatch.setattr(FakePlatform, "exam_attempts", lambda self, users, runs: old)
    api.run_pending(now=NOW)
    assert Standing.objects.get().earned is True


def test_old_done_orders_are_deleted_and_parked_orders_stay(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.reconcile(now=NOW)
    Order.objects.filter(kind="announce.awarded").update(done=None, parked=NOW)
    api.run_pending(now=NOW + timedelta(days=89))
    assert Order.objects.count() == 3
    api.run_pending(now=NOW + timedelta(days=91))
    assert [order.kind for order in Order.objects.all()] == ["announce.awarded"]
