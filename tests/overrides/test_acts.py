"""Test overrides from the call of the API through the evaluation to the credential."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential, CredentialReview
from micromasters_plugin.data import CredentialState, OverrideKind, OverrideRecord, ProgramState
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.exceptions import RefusedOverrideError, UnknownUserError
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.evaluation import evaluate_learner, evaluate_learners
from micromasters_plugin.standings.models import Standing
from tests.factories import UUID_A, UUID_B, program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything, standing

ACTOR = 99


def decide(kind: str, **fields: Any) -> OverrideRecord:
    values = {
        "user_id": LEARNER,
        "actor": Actor.operator(ACTOR),
        "reason": "the board's decision",
        "now": NOW,
        **fields,
    }
    return api.record_override(UUID_A, kind, **values)


def state() -> str:
    return standing().verdict["state"]


@pytest.fixture
def learner(program: Program, platform: FakePlatform) -> FakePlatform:
    """Create a learner who has earned the first of two courses at 0.80."""
    platform.pass_run(LEARNER, run_of("1x"), 0.8)
    hint()
    api.run_pending(now=NOW)
    return platform


def test_a_waiver_earns_a_requirement_and_issues_the_credential(learner: FakePlatform) -> None:
    decide("waive", requirement="2x", ratio=Decimal("0.9"))
    api.run_pending(now=NOW)
    assert (standing().earned, str(standing().composite)) == (True, "0.8500")
    assert Credential.objects.get().state == CredentialState.VALID.value


def test_a_waiver_without_a_grade_leaves_the_composite_unchanged(learner: FakePlatform) -> None:
    decide("waive", requirement="2x")
    api.run_pending(now=NOW)
    assert (standing().earned, str(standing().composite)) == (True, "0.8000")


@pytest.mark.parametrize(("is_withdrawn", "earned"), [(False, [True]), (True, [])])
def test_reconciling_finds_an_override_of_a_learner_never_enrolled(
    program: Program, platform: FakePlatform, is_withdrawn: bool, earned: list[bool]
) -> None:
    platform.add_learner(LEARNER)
    recorded = decide("award")
    if is_withdrawn:
        api.withdraw_override(recorded.id, actor=Actor.operator(ACTOR), reason="an error")
    Hint.objects.all().delete()
    api.reconcile(now=NOW)
    assert list(Standing.objects.values_list("earned", flat=True)) == earned


def test_an_award_issues_the_credential_without_the_requirements(learner: FakePlatform) -> None:
    decide("award")
    api.run_pending(now=NOW)
    assert state() == ProgramState.AWARDED.value
    assert [item["key"] for item in Credential.objects.get().requirements] == ["1x"]


@pytest.mark.parametrize("kind", ["hold", "revoke"])
def test_a_hold_reviews_or_revokes_the_credential_by_drop_policy(
    program: Program, platform: FakePlatform, kind: str
) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    decide(kind)
    api.run_pending(now=NOW)
    assert state() == {"hold": "held", "revoke": "revoked"}[kind]
    assert CredentialReview.objects.filter(closed__isnull=True).count() == 1
    api.import_program(program_text("1x", "2x", uuid=UUID_B, key="strict", drop_policy="revoke"), actor=OPERATOR)
    tracked_runs.forget()
    api.reconcile(now=NOW)
    api.record_override(UUID_B, kind, user_id=LEARNER, actor=Actor.operator(ACTOR), reason="the same", now=NOW)
    api.run_pending(now=NOW)
    assert Credential.objects.get(program__key="strict").state == CredentialState.REVOKED.value


@pytest.mark.parametrize("kind", ["hold", "revoke"])
def test_no_later_event_undoes_an_override(learner: FakePlatform, kind: str) -> None:
    decide(kind)
    learner.pass_run(LEARNER, run_of("2x"), 1.0)
    hint(number="2x")
    api.run_pending(now=NOW)
    api.reconcile(now=NOW + timedelta(days=1))
    assert not standing().earned
    assert not Credential.objects.exists()


def test_a_withdrawn_override_has_no_effect_and_stays_on_record(learner: FakePlatform) -> None:
    made = decide("award")
    api.run_pending(now=NOW)
    api.withdraw_override(made.id, actor=Actor.operator(5), reason="an error", now=NOW)
    api.run_pending(now=NOW)
    assert state() == ProgramState.OPEN.value
    assert CredentialReview.objects.filter(closed__isnull=True).count() == 1
    (recorded,) = api.overrides_of(UUID_A, user_id=LEARNER)
    assert (recorded.override, recorded.withdrawn, recorded.withdrawn_by, recorded.withdrawn_reason) == (
        made.override,
        NOW,
        5,
        "an error",
    )
    with pytest.raises(RefusedOverrideError, match="already"):
        api.withdraw_override(made.id, actor=Actor.operator(5), reason="again")


def test_an_expired_override_makes_its_learner_due(learner: FakePlatform) -> None:
    end = NOW + timedelta(days=30)
    decide("award", expires=end)
    api.run_pending(now=NOW)
    assert standing().reevaluate_at == end
    api.run_pending(now=end - timedelta(seconds=1))
    assert state() == ProgramState.AWARDED.value
    api.run_pending(now=end)
    assert (state(), standing().reevaluate_at) == (ProgramState.OPEN.value, None)


def test_the_ledger_records_the_override_with_actor_and_reason(learner: FakePlatform) -> None:
    decide("waive", requirement="2x")
    api.run_pending(now=NOW)
    act, decision, *_ = LedgerEntry.objects.order_by("seq")[1:]
    (override,) = json.loads(decision.payload)["inputs"]["overrides"]
    assert (override["kind"], override["actor_id"]) == ("waive", ACTOR)
    act_payload = json.loads(act.payload)
    assert (act_payload["act"], act_payload["actor_id"], act.reason.text) == (
        "override.given",
        ACTOR,
        "the board's decision",
    )
    assert api.recompute_ledger("example").differences == ()


def test_overrides_of_many_learners_are_read_in_one_query(program: Program, platform: FakePlatform) -> None:
    for user_id in range(1, 21):
        platform.pass_run(user_id, run_of("1x"))
        decide("award", user_id=user_id)
    with CaptureQueriesContext(connection) as queries:
        found = evaluate_learners(program.id, list(range(1, 21)), now=NOW)
    assert all(evaluation.standing.state is ProgramState.AWARDED for evaluation in found.values())
    assert sum("override" in query["sql"] for query in queries) == 1


def test_an_override_in_a_required_program_counts_in_the_program_above(learner: FakePlatform, program: Program) -> None:
    text = (
        program_text("3x", uuid=UUID_B, key="above")
        + f"    - program: {UUID_A}\n      key: inner\n      title: Inner\n"
    )
    api.import_program(text, actor=OPERATOR)
    tracked_runs.forget()
    learner.pass_run(LEARNER, run_of("3x"))
    above = Program.objects.get(key="above")
    assert not evaluate_learner(above.id, LEARNER, now=NOW).standing.earned
    decide("award")
    assert evaluate_learner(above.id, LEARNER, now=NOW).standing.earned
    api.run_pending(now=NOW)
    assert Credential.objects.filter(program=above).exists()


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        ("hold", {"reason": "  "}, "needs a reason"),
        ("waive", {"requirement": "9x"}, "no requirement '9x'"),
        ("waive", {}, "no requirement ''"),
        ("hold", {"requirement": "2x"}, "kind hold takes no requirement"),
        ("award", {"ratio": Decimal("0.8")}, "kind award takes no ratio"),
        ("revoke", {"course_run": "course-v1:Ex+1x+2026"}, "kind revoke takes no course_run"),
        ("waive", {"requirement": "2x", "count": 1}, "kind waive takes no count"),
        ("grant", {"requirement": "2x", "ratio": Decimal("0.8"), "count": 1}, "kind grant takes no ratio"),
        ("grant", {"requirement": "2x"}, "kind grant needs count"),
        ("discount", {}, "kind discount needs course_run"),
        ("make_up", {"exam": "a"}, "kind make_up needs make_up_for"),
        ("make_up", {"make_up_for": "a"}, "kind make_up needs exam"),
        ("waive", {"requirement": "all", "day": NOW.date()}, "no requirement|no day"),
        ("waive", {"requirement": "2x", "day": NOW.date() + timedelta(days=1)}, "still to come"),
        ("waive", {"requirement": "2x", "day": date(1899, 12, 31)}, "impossible day"),
        ("waive", {"requirement": "2x", "ratio": Decimal("NaN")}, "0-1"),
        ("hold", {"expires": NOW.date()}, "expires before it begins"),
        ("hold", {"expires": NOW - timedelta(days=1)}, "expires before it begins"),
        ("waive", {"requirement": "2x", "ratio": Decimal("1.2")}, "0-1"),
        ("waive", {"requirement": "2x", "ratio": Decimal("0.80001")}, "4 places"),
        ("waive", {"requirement": "all", "ratio": Decimal("0.8")}, "no requirement|no ratio"),
        ("hold", {"expires": NOW}, "expires before it begins"),
    ],
)
def test_an_impossible_override_is_refused_and_not_recorded(
    learner: FakePlatform, kind: str, fields: dict[str, Any], says: str
) -> None:
    with pytest.raises(RefusedOverrideError, match=says):
        decide(kind, **fields)
    assert api.overrides_of(UUID_A, user_id=LEARNER) == []


def test_an_override_for_an_unknown_user_is_refused(program: Program, platform: FakePlatform) -> None:
    with pytest.raises(UnknownUserError):
        decide("award", user_id=12345)


@pytest.mark.parametrize("year", [1, 1899, 9000, 9999])
def test_a_withdrawal_outside_the_calendar_is_refused(learner: FakePlatform, year: int) -> None:
    recorded = decide("hold")
    with pytest.raises(RefusedOverrideError, match="from 1900 to 8999"):
        api.withdraw_override(recorded.id, actor=Actor.operator(ACTOR), reason="why", now=NOW.replace(year=year))
    assert api.overrides_of(UUID_A, user_id=LEARNER)[0].withdrawn is None


def test_withdrawing_an_unknown_override_is_refused(program: Program) -> None:
    with pytest.raises(RefusedOverrideError, match="no override 1"):
        api.withdraw_override(1, actor=Actor.operator(ACTOR), reason="an error")


def test_erasing_a_person_erases_their_overrides(learner: FakePlatform) -> None:
    decide(OverrideKind.AWARD)
    api.erase_person(LEARNER, actor=OPERATOR)
    assert api.overrides_of(UUID_A, user_id=LEARNER) == []
