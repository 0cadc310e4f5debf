"""Test that the pipeline turns hints into standings, with a platform in memory."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from micromasters_plugin import api
from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.credentials.models import Credential, CredentialReview
from micromasters_plugin.data import CourseCertificate, Grade
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.database.codec import SPARSE
from micromasters_plugin.domain.verdicts import ProgramVerdict
from micromasters_plugin.inbox.intake import append_hints
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline import sweep
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import BarSeen, Standing
from tests.factories import UUID_A, program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything, standing


def test_a_hint_becomes_a_standing_and_is_deleted(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, run_of("1x"), 0.7)
    hint()
    result = api.run_pending(now=NOW)
    assert (result.hints, result.evaluations, result.decisions) == (1, 1, 1)
    assert (standing().earned_requirements, standing().composite) == (1, Decimal("0.7000"))
    assert not Hint.objects.exists()


def test_many_hints_of_a_learner_cause_one_evaluation(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, run_of("1x"))
    for _ in range(10):
        hint()
    assert api.run_pending(now=NOW).evaluations == 1


def test_the_second_sweep_has_nothing_to_do(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    result = api.run_pending(now=NOW)
    assert (result.hints, result.evaluations, result.orders) == (0, 0, 0)


def test_a_sweep_ends_although_new_grades_keep_arriving(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    process_batch, learners = sweep.process_batch, iter(range(LEARNER + 1, LEARNER + 10))

    def process_while_grades_arrive(*args, **kwargs):
        pass_everything(platform, next(learners))
        return process_batch(*args, **kwargs)

    monkeypatch.setattr(sweep, "process_batch", process_while_grades_arrive)
    pass_everything(platform)
    for evaluated in (1, 2):
        api.run_pending(now=NOW)
        assert (Standing.objects.count(), Credential.objects.count()) == (evaluated, evaluated)


def test_a_grade_that_changes_below_the_bar_is_no_decision(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, run_of("1x"), 0.2)
    hint()
    api.run_pending(now=NOW)
    platform.grade(LEARNER, run_of("1x"), 0.4)
    hint()
    assert api.run_pending(now=NOW).decisions == 0
    assert standing().verdict["root"]["children"][0]["ratio"] == "0.4000"


def test_an_invalidated_certificate_does_not_count(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    platform.certified[LEARNER, run_of("1x")] = CourseCertificate("unavailable", "verified", is_invalidated=True)
    api.run_pending(now=NOW)
    assert (standing().earned, standing().earned_requirements) == (False, 1)


def test_below_the_admission_bar_nobody_is_flagged(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform, percent=0.79)
    api.run_pending(now=NOW)
    assert (Credential.objects.count(), Candidate.objects.count()) == (1, 0)


def test_only_reconciliation_finds_a_deleted_grade(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    del platform.graded[LEARNER, run_of("1x")]
    assert api.run_pending(now=NOW).evaluations == 0
    api.reconcile(program_key="example", now=NOW)
    assert standing().earned is False
    assert CredentialReview.objects.count() == 1


def test_reconciling_twice_changes_nothing_the_second_time(program: Program, platform: FakePlatform) -> None:
    for user_id in range(1, 6):
        platform.pass_run(user_id, run_of("1x"))
    assert api.reconcile(now=NOW).decisions == 5
    before = list(Standing.objects.values())
    assert api.reconcile(now=NOW).decisions == 0
    assert list(Standing.objects.values()) == before


@pytest.mark.parametrize("percent", [None, math.nan, math.inf, -math.inf, -0.1, 2.01])
def test_an_invalid_grade_loses_its_attempt_and_parks_nobody(
    program: Program, platform: FakePlatform, percent: float
) -> None:
    for run in (run_of("1x"), run_of("2x")):
        platform.pass_run(LEARNER, run)
    platform.graded[LEARNER, run_of("1x")] = Grade(percent, False, None, NOW)
    hint()
    result = api.run_pending(now=NOW)
    assert (result.decisions, result.parked, Hint.objects.exists()) == (1, 0, False)
    [invalid, sound] = SPARSE.decode(ProgramVerdict, standing().verdict).courses()
    assert [reason.code for reason in invalid.reasons] == ["invalid_grade"]
    assert (standing().earned_requirements, sound.earned) == (1, True)


@pytest.mark.parametrize(
    ("mode", "percent", "earned", "codes"), [("verified", 1.05, 1, []), ("audit", 1.15, 0, ["mode_not_for_credit"])]
)
def test_extra_credit_is_capped_and_staff_see_the_platforms_number(
    program: Program, platform: FakePlatform, mode: str, percent: float, earned: int, codes: list[str]
) -> None:
    platform.enroll(LEARNER, run_of("1x"), mode)
    platform.grade(LEARNER, run_of("1x"), percent)
    hint()
    assert api.run_pending(now=NOW).parked == 0
    course = next(SPARSE.decode(ProgramVerdict, standing().verdict).courses())
    assert (standing().earned_requirements, str(course.ratio)) == (earned, "1.0000")
    assert [reason.code for reason in course.reasons] == codes
    explanation = api.explain_in_words(UUID_A, actor=OPERATOR, user_id=LEARNER, now=NOW)
    assert f"1.0000, the platform's number is {percent}" in explanation
    assert str(percent) not in api.explain_in_words(UUID_A, actor=OPERATOR, user_id=LEARNER, for_learner=True, now=NOW)


def test_a_learner_is_parked_after_the_last_try_and_a_later_hint_tries_again(
    program: Program, platform: FakePlatform, settings
) -> None:
    settings.MICROMASTERS_MAX_TRIES = 3
    platform.pass_run(LEARNER, run_of("1x"))
    platform.poison.add(LEARNER)
    append_hints(LEARNER, run_of("1x"), now=NOW, event_id="the-event")
    later = NOW
    for _ in range(3):
        api.run_pending(now=later)
        later += timedelta(hours=2)
    work = Work.objects.get(user_id=LEARNER)
    assert work.parked is not None and "the-event" in work.error
    assert not Hint.objects.exists()
    platform.poison.clear()
    hint()
    api.run_pending(now=later)
    assert (standing().earned_requirements, Work.objects.get(user_id=LEARNER).parked) == (1, None)


def test_a_row_that_cannot_be_read_stops_only_its_learner(program: Program, platform: FakePlatform) -> None:
    for user_id in (1, 2, 3):
        platform.pass_run(user_id, run_of("1x"))
        hint(user_id)
    platform.poison.add(2)
    api.run_pending(now=NOW)
    assert sorted(Standing.objects.values_list("user_id", flat=True)) == [1, 3]


def test_a_hint_for_an_unknown_user_is_counted_and_deleted(program: Program, platform: FakePlatform) -> None:
    platform.add_run(run_of("1x"))
    append_hints(404, run_of("1x"), now=NOW, event_id="the-event")
    result = api.run_pending(now=NOW)
    assert (result.hints, result.unknown, result.parked, result.failures) == (1, 1, 0, ())
    assert not (Hint.objects.exists() or Work.objects.exists() or Standing.objects.exists())


def test_a_hint_that_arrives_during_evaluation_stays_due(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.pass_run(LEARNER, run_of("1x"))
    hint()
    grades = FakePlatform.grades

    def hint_again(self, *args):
        hint()
        return grades(self, *args)

    monkeypatch.setattr(FakePlatform, "grades", hint_again)
    from micromasters_plugin.pipeline.sweep import process_batch

    process_batch(program.id, {LEARNER: [Hint.objects.get().id]}, now=NOW)
    assert Hint.objects.count() == 1


def test_the_bar_date_is_recorded_when_first_seen(program: Program, platform: FakePlatform) -> None:
    first, later = NOW - timedelta(days=30), NOW - timedelta(days=1)
    platform.enroll(LEARNER, run_of("1x"))
    for modified in (first, later):
        platform.grade(LEARNER, run_of("1x"), 0.8, modified=modified)
        hint()
        api.run_pending(now=NOW)
    assert BarSeen.objects.get().at == first
    assert standing().inputs["attempts"][0]["bar_reached_seen"] is True


def test_the_platforms_date_counts_if_the_courses_bar_is_as_high(program: Program, platform: FakePlatform) -> None:
    platform.add_run(run_of("1x"), passing_grade="0.6")
    platform.pass_run(LEARNER, run_of("1x"))
    hint()
    api.run_pending(now=NOW)
    assert not BarSeen.objects.exists()
    assert "bar_reached_seen" not in standing().inputs["attempts"][0]


def test_embargoed_results_count_after_the_embargo(db: None, platform: FakePlatform) -> None:
    text = program_text("1x").replace("passing_grade: 0.60\n", "passing_grade: 0.60\n      embargo_until: 2026-07-01\n")
    api.import_program(text, actor=OPERATOR)
    tracked_runs.forget()
    platform.pass_run(LEARNER, run_of("1x"))
    hint()
    api.run_pending(now=NOW)
    assert (standing().earned, standing().reevaluate_at) == (False, datetime(2026, 7, 1, tzinfo=UTC))
    api.run_pending(now=datetime(2026, 7, 2, tzinfo=UTC))
    assert (standing().earned, standing().reevaluate_at) == (True, None)


def test_another_workers_lease_is_respected(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, run_of("1x"))
    hint()
    soon = timezone.now() + timedelta(minutes=1)
    Work.objects.create(program=program, user_id=LEARNER, lease="another", leased_until=soon)
    assert api.run_pending(now=NOW).evaluations == 0
    Work.objects.update(leased_until=timezone.now())
    assert api.run_pending(now=NOW).evaluations == 1


def test_standings_are_exported_for_everyone_enrolled(program: Program, platform: FakePlatform) -> None:
    platform.enroll(10, run_of("1x"), "audit")
    pass_everything(platform, 9)
    api.run_pending(now=NOW)
    rows = [(r.learner_id, r.earned, r.composite, r.earned_requirements) for r in api.standings("example")]
    assert rows == [(9, True, Decimal("0.9000"), 2), (10, False, None, 0)]
