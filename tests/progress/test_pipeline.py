"""From hints to standings, ledger, credentials and candidates, over a platform in memory."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from micromasters_plugin import api
from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.credentials.models import Credential, CredentialReview
from micromasters_plugin.data import CourseCertificate, CredentialState
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.progress import ledger
from micromasters_plugin.progress.intake import append_hints
from micromasters_plugin.progress.models import BarReached, Hint, LedgerEntry, Standing, Work
from tests.factories import program_text, run_of
from tests.fakes import FakePlatform

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LEARNER = 7


def hint(user_id: int = LEARNER, number: str = "1x") -> None:
    append_hints(user_id, run_of(number), now=NOW)


def pass_everything(platform: FakePlatform, user_id: int = LEARNER, percent: float = 0.9) -> None:
    for number in ("1x", "2x"):
        platform.pass_run(user_id, run_of(number), percent)
        hint(user_id, number)


def standing(user_id: int = LEARNER) -> Standing:
    return Standing.objects.get(user_id=user_id)


def test_a_hint_becomes_a_standing_and_is_taken_away(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, run_of("1x"), 0.7)
    hint()
    result = api.run_pending(now=NOW)
    assert (result.hints, result.evaluations, result.decisions) == (1, 1, 1)
    assert (standing().earned_requirements, standing().composite) == (1, Decimal("0.7000"))
    assert not Hint.objects.exists()


def test_many_hints_of_one_learner_are_one_evaluation(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, run_of("1x"))
    for _ in range(10):
        hint()
    assert api.run_pending(now=NOW).evaluations == 1


def test_the_second_sweep_has_nothing_to_do(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    result = api.run_pending(now=NOW)
    assert (result.hints, result.evaluations, result.orders) == (0, 0, 0)


def test_everything_earned_issues_one_credential_with_a_name_snapshot(program: Program, platform: FakePlatform) -> None:
    platform.add_learner(LEARNER, "Ama Owusu")
    pass_everything(platform)
    api.run_pending(now=NOW)
    platform.add_learner(LEARNER, "Somebody Else")
    credential = Credential.objects.get()
    assert (credential.name, credential.state) == ("Ama Owusu", CredentialState.VALID.value)
    assert [item["key"] for item in credential.requirements] == ["1x", "2x"]


def test_events_that_change_nothing_add_nothing_to_the_ledger(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    entries = LedgerEntry.objects.count()
    for _ in range(3):
        hint()
        api.run_pending(now=NOW)
    assert (LedgerEntry.objects.count(), Credential.objects.count(), Candidate.objects.count()) == (entries, 1, 1)


def test_a_grade_that_changes_below_the_bar_is_no_decision(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, run_of("1x"), 0.2)
    hint()
    api.run_pending(now=NOW)
    platform.grade(LEARNER, run_of("1x"), 0.4)
    hint()
    assert api.run_pending(now=NOW).decisions == 0
    assert standing().verdict["root"]["children"][0]["ratio"] == "0.4000"


def test_a_drop_opens_a_review_and_leaves_the_credential_valid(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    platform.grade(LEARNER, run_of("2x"), 0.1)
    hint()
    api.run_pending(now=NOW)
    assert CredentialReview.objects.filter(closed__isnull=True).count() == 1
    assert Credential.objects.get().state == CredentialState.VALID.value


def test_passing_again_closes_the_review(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    for percent in (0.1, 0.9):
        platform.grade(LEARNER, run_of("2x"), percent)
        hint()
        api.run_pending(now=NOW)
    assert CredentialReview.objects.get().outcome == "requirements met again"
    assert Credential.objects.count() == 1


def test_with_the_policy_revoke_a_drop_revokes_and_a_pass_issues_anew(db: None, platform: FakePlatform) -> None:
    api.import_program(program_text("1x", "2x", drop_policy="revoke"))
    tracked_runs.forget()
    pass_everything(platform)
    api.run_pending(now=NOW)
    for percent in (0.1, 0.9):
        platform.grade(LEARNER, run_of("2x"), percent)
        hint()
        api.run_pending(now=NOW)
    assert [c.state for c in Credential.objects.order_by("id")] == ["revoked", "valid"]


def test_a_revocation_by_a_person_is_not_undone_by_a_later_pass(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    Credential.objects.update(state="revoked", is_current=None)
    platform.grade(LEARNER, run_of("2x"), 1.0)
    hint()
    api.run_pending(now=NOW)
    assert [c.state for c in Credential.objects.all()] == ["revoked"]


def test_an_invalidated_certificate_does_not_count(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    platform.certified[LEARNER, run_of("1x")] = CourseCertificate("unavailable", "verified", is_invalidated=True)
    api.run_pending(now=NOW)
    assert (standing().earned, standing().earned_requirements) == (False, 1)


def test_a_candidate_is_flagged_with_an_explanation_that_recomputes(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform, percent=0.85)
    api.run_pending(now=NOW)
    told = Candidate.objects.get().explanation
    weights = [(Decimal(p["weight"]), Decimal(p["ratio"])) for p in told["parts"]]
    assert sum(w * r for w, r in weights) / sum(w for w, _ in weights) == Decimal(told["score"]) == Decimal("0.85")


def test_below_the_admission_bar_nobody_is_flagged(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform, percent=0.79)
    api.run_pending(now=NOW)
    assert (Credential.objects.count(), Candidate.objects.count()) == (1, 0)


def test_a_candidate_who_falls_below_the_bar_is_kept_but_not_ranked(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    platform.grade(LEARNER, run_of("2x"), 0.6)
    hint()
    api.run_pending(now=NOW)
    assert Candidate.objects.get().meets_bar is False
    assert api.candidates("example") == []


def test_candidates_are_ranked_and_equal_ones_share_a_rank(program: Program, platform: FakePlatform) -> None:
    for user_id, percent in ((1, 0.9), (2, 0.95), (3, 0.9), (4, 0.81)):
        pass_everything(platform, user_id, percent)
    api.run_pending(now=NOW)
    assert [(c.user_id, c.rank) for c in api.candidates("example")] == [(2, 1), (1, 2), (3, 2), (4, 4)]


def test_a_deleted_grade_is_found_by_reconciliation_alone(program: Program, platform: FakePlatform) -> None:
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


@pytest.mark.parametrize("percent", [math.nan, math.inf, -0.1, 1.01])
def test_an_impossible_grade_sets_back_that_learner_and_nobody_else(
    program: Program, platform: FakePlatform, percent: float
) -> None:
    for user_id in (1, 2, 3):
        platform.pass_run(user_id, run_of("1x"), percent if user_id == 2 else 0.8)
        hint(user_id)
    api.run_pending(now=NOW)
    assert sorted(Standing.objects.values_list("user_id", flat=True)) == [1, 3]
    assert "InvalidGradeError" in Work.objects.get(user_id=2).error
    assert Hint.objects.filter(user_id=2).exists()


def test_a_learner_is_parked_after_the_last_try_and_a_later_hint_tries_again(
    program: Program, platform: FakePlatform, settings
) -> None:
    settings.MICROMASTERS_MAX_TRIES = 3
    platform.pass_run(LEARNER, run_of("1x"), math.nan)
    append_hints(LEARNER, run_of("1x"), now=NOW, event_id="the-event")
    later = NOW
    for _ in range(3):
        api.run_pending(now=later)
        later += timedelta(hours=2)
    work = Work.objects.get(user_id=LEARNER)
    assert work.parked is not None and "the-event" in work.error
    assert not Hint.objects.exists()
    platform.grade(LEARNER, run_of("1x"), 0.8)
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


def test_an_unknown_user_is_set_back_with_the_event_that_named_them(program: Program, platform: FakePlatform) -> None:
    platform.add_run(run_of("1x"))
    append_hints(404, run_of("1x"), now=NOW, event_id="the-event")
    api.run_pending(now=NOW)
    work = Work.objects.get(user_id=404)
    assert "UnknownUserError" in work.error and "the-event" in work.error
    assert not Standing.objects.exists()


def test_a_hint_that_arrives_while_evaluating_stays_due(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.pass_run(LEARNER, run_of("1x"))
    hint()
    grades = FakePlatform.grades

    def hint_again(self, *args):
        hint()
        return grades(self, *args)

    monkeypatch.setattr(FakePlatform, "grades", hint_again)
    from micromasters_plugin.progress.sweep import process_batch

    process_batch(program.id, {LEARNER: [Hint.objects.get().id]}, now=NOW)
    assert Hint.objects.count() == 1


def test_the_date_of_the_bar_is_kept_when_first_seen(program: Program, platform: FakePlatform) -> None:
    first, later = NOW - timedelta(days=30), NOW - timedelta(days=1)
    platform.enroll(LEARNER, run_of("1x"))
    for modified in (first, later):
        platform.grade(LEARNER, run_of("1x"), 0.8, modified=modified)
        hint()
        api.run_pending(now=NOW)
    assert BarReached.objects.get().reached == first
    assert standing().inputs[0]["bar_reached_seen"] is True


def test_where_the_courses_bar_is_as_high_the_platforms_own_date_counts(
    program: Program, platform: FakePlatform
) -> None:
    platform.add_run(run_of("1x"), passing_grade="0.6")
    platform.pass_run(LEARNER, run_of("1x"))
    hint()
    api.run_pending(now=NOW)
    assert not BarReached.objects.exists()
    assert "bar_reached_seen" not in standing().inputs[0]


def test_embargoed_results_count_when_their_time_comes(db: None, platform: FakePlatform) -> None:
    text = program_text("1x").replace("passing_grade: 0.60\n", "passing_grade: 0.60\n      embargo_until: 2026-07-01\n")
    api.import_program(text)
    tracked_runs.forget()
    platform.pass_run(LEARNER, run_of("1x"))
    hint()
    api.run_pending(now=NOW)
    assert (standing().earned, standing().reevaluate_at) == (False, datetime(2026, 7, 1, tzinfo=UTC))
    api.run_pending(now=datetime(2026, 7, 2, tzinfo=UTC))
    assert (standing().earned, standing().reevaluate_at) == (True, None)


def test_the_ledger_is_whole_and_shows_an_edit(program: Program, platform: FakePlatform) -> None:
    for user_id in (1, 2, 3):
        pass_everything(platform, user_id)
    api.run_pending(now=NOW)
    assert ledger.find_breaks(program.id) == []
    LedgerEntry.objects.filter(seq=2).update(payload="{}")
    assert ledger.find_breaks(program.id) == ["the payload of entry 2 is not what was committed to"]


def test_erasing_a_person_leaves_the_ledger_whole(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    LedgerEntry.objects.update(user_id=None, salt="", payload="")
    assert ledger.find_breaks(program.id) == []


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (lambda: LedgerEntry.objects.filter(seq=2).delete(), "entry 2 is missing"),
        (lambda: LedgerEntry.objects.filter(seq=3).delete(), "the ledger ends at 2, its head says 3"),
        (
            lambda: LedgerEntry.objects.filter(seq=2).update(time=NOW + timedelta(days=1)),
            "entry 2 does not follow from the one before it",
        ),
    ],
)
def test_the_ledger_shows_removal_truncation_and_redating(
    program: Program, platform: FakePlatform, tamper, found: str
) -> None:
    for user_id in (1, 2, 3):
        platform.pass_run(user_id, run_of("1x"))
        hint(user_id)
    api.run_pending(now=NOW)
    tamper()
    assert found in ledger.find_breaks(program.id)


def test_a_lease_in_other_hands_is_respected(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, run_of("1x"))
    hint()
    soon = timezone.now() + timedelta(minutes=1)
    Work.objects.create(program=program, user_id=LEARNER, lease="another", leased_until=soon)
    assert api.run_pending(now=NOW).evaluations == 0
    Work.objects.update(leased_until=timezone.now())
    assert api.run_pending(now=NOW).evaluations == 1


def test_a_failing_effect_is_retried_alone_and_blocks_no_other(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakePlatform, "credential_name", lambda self, user_id: 1 / 0)
    pass_everything(platform)
    api.run_pending(now=NOW)
    assert (Credential.objects.count(), Candidate.objects.count()) == (0, 1)
    monkeypatch.undo()
    api.run_pending(now=NOW + timedelta(hours=1))
    assert Credential.objects.count() == 1


def test_standings_are_exported_for_everyone_enrolled(program: Program, platform: FakePlatform) -> None:
    platform.enroll(10, run_of("1x"), "audit")
    pass_everything(platform, 9)
    api.run_pending(now=NOW)
    rows = [(r.learner_id, r.earned, r.composite, r.earned_requirements) for r in api.standings("example")]
    assert rows == [(9, True, Decimal("0.9000"), 2), (10, False, None, 0)]


def count_reads(user_ids: list[int], program: Program) -> int:
    from micromasters_plugin.progress.evaluation import evaluate_learners

    with CaptureQueriesContext(connection) as queries:
        evaluate_learners(program.id, user_ids, now=NOW)
    return len(queries)


def test_evaluating_reads_the_same_for_one_and_for_five_hundred(program: Program, platform: FakePlatform) -> None:
    for user_id in range(1, 501):
        platform.pass_run(user_id, run_of("1x"))
    # Four of the package's own; the port adds at most seven, one each but two for certificates.
    assert count_reads([1], program) == count_reads(list(range(1, 501)), program) == 4


def test_deciding_one_learner_takes_at_most_eight_statements(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    from micromasters_plugin.progress import sweep

    counts = []

    def counted(*args, **kwargs):
        with CaptureQueriesContext(connection) as queries:
            result = decide(*args, **kwargs)
        counts.append(len([q for q in queries if "SAVEPOINT" not in q["sql"] and q["sql"] not in ("BEGIN", "COMMIT")]))
        return result

    decide = sweep.decide
    monkeypatch.setattr(sweep, "decide", counted)
    pass_everything(platform, 1)
    api.run_pending(now=NOW)
    pass_everything(platform, 2)
    api.run_pending(now=NOW)
    assert counts[1] <= 8
