"""Test that a standing creates each credential, review and candidate exactly once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from micromasters_plugin import api
from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.credentials.models import Credential, CredentialReview
from micromasters_plugin.data import CredentialState
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from tests.factories import program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything


def test_an_earned_program_issues_one_credential_with_the_holders_name(
    program: Program, platform: FakePlatform
) -> None:
    platform.add_learner(LEARNER, "Ama Owusu")
    pass_everything(platform)
    api.run_pending(now=NOW)
    platform.add_learner(LEARNER, "Somebody Else")
    credential = Credential.objects.get()
    assert (credential.name, credential.state) == ("Ama Owusu", CredentialState.VALID.value)
    assert [item["key"] for item in credential.requirements] == ["1x", "2x"]


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


def test_the_drop_policy_revoke_revokes_and_a_later_pass_issues_again(db: None, platform: FakePlatform) -> None:
    api.import_program(program_text("1x", "2x", drop_policy="revoke"), actor=OPERATOR)
    tracked_runs.forget()
    pass_everything(platform)
    api.run_pending(now=NOW)
    for percent in (0.1, 0.9):
        platform.grade(LEARNER, run_of("2x"), percent)
        hint()
        api.run_pending(now=NOW)
    assert [c.state for c in Credential.objects.order_by("id")] == ["revoked", "valid"]


def test_a_credential_revoked_by_a_person_stays_revoked_after_a_pass(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    Credential.objects.update(state="revoked", is_current=None)
    platform.grade(LEARNER, run_of("2x"), 1.0)
    hint()
    api.run_pending(now=NOW)
    assert [c.state for c in Credential.objects.all()] == ["revoked"]


def test_a_candidates_score_can_be_recomputed_from_the_explanation(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform, percent=0.85)
    api.run_pending(now=NOW)
    explanation = Candidate.objects.get().explanation
    weights = [(Decimal(p["weight"]), Decimal(p["ratio"])) for p in explanation["parts"]]
    assert (
        sum(w * r for w, r in weights) / sum(w for w, _ in weights) == Decimal(explanation["score"]) == Decimal("0.85")
    )


def test_a_candidate_who_falls_below_the_bar_is_kept_but_not_ranked(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    platform.grade(LEARNER, run_of("2x"), 0.6)
    hint()
    api.run_pending(now=NOW)
    assert Candidate.objects.get().meets_bar is False
    assert api.candidates("example") == []


def test_candidates_with_equal_scores_share_a_rank(program: Program, platform: FakePlatform) -> None:
    for user_id, percent in ((1, 0.9), (2, 0.95), (3, 0.9), (4, 0.81)):
        pass_everything(platform, user_id, percent)
    api.run_pending(now=NOW)
    assert [(c.user_id, c.rank) for c in api.candidates("example")] == [(2, 1), (1, 2), (3, 2), (4, 4)]


def test_a_failing_effect_blocks_no_other_effect(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakePlatform, "credential_name", lambda self, user_id: 1 / 0)
    pass_everything(platform)
    api.run_pending(now=NOW)
    assert (Credential.objects.count(), Candidate.objects.count()) == (0, 1)
    monkeypatch.undo()
    api.run_pending(now=NOW + timedelta(hours=1))
    assert Credential.objects.count() == 1
