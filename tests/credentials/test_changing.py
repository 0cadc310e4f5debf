"""Test that staff change the states of credentials with reasons, and that the history has every change.

No later event undoes a change by staff.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from openedx_events.learning import signals

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential, CredentialChange, CredentialReview
from micromasters_plugin.data import CredentialState
from micromasters_plugin.data.actors import OPERATOR, Actor, ActorKind
from micromasters_plugin.exceptions import NotAllowedError, RefusedChangeError, UnknownCredentialError
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from tests.factories import UUID_A, UUID_B, program_text, run_of
from tests.fakes import FakePlatform

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=9)
LEARNER, STAFF = 7, 99


def score(platform: FakePlatform, percent: float) -> None:
    for number in ("1x", "2x"):
        platform.pass_run(LEARNER, run_of(number), percent)
    api.reconcile(now=NOW)


@pytest.fixture
def credential(program: Program, platform: FakePlatform) -> str:
    """Return the uuid of a valid credential."""
    score(platform, 0.9)
    return str(Credential.objects.get().uuid)


def change(uuid: str, action: str, reason: str = "a good one"):
    return api.change_credential(uuid, action, actor=Actor.operator(STAFF), reason=reason, now=LATER)


def test_suspending_and_reinstating_leave_one_credential(credential: str) -> None:
    assert change(credential, "suspend").state is CredentialState.SUSPENDED
    assert change(credential, "reinstate").state is CredentialState.VALID
    assert api.get_credential(credential).state_date == LATER


@pytest.mark.parametrize("action", ["suspend", "revoke", "reissue", "keep"])
def test_an_account_without_the_permission_changes_nothing(credential: str, action: str) -> None:
    with pytest.raises(NotAllowedError):
        api.change_credential(credential, action, actor=Actor(ActorKind.PERSON, STAFF), reason="x")
    assert api.get_credential(credential).state is CredentialState.VALID
    assert not CredentialChange.objects.exists()


@pytest.fixture
def strict(program: Program, platform: FakePlatform) -> str:
    """Return the uuid of a suspended credential.

    Let a learner fall below the bar of a program whose policy is to revoke.
    """
    api.import_program(program_text("1x", "2x", uuid=UUID_B, key="strict", drop_policy="revoke"), actor=OPERATOR)
    tracked_runs.forget()
    score(platform, 0.9)
    uuid = str(Credential.objects.get(program__key="strict").uuid)
    change(uuid, "suspend")
    score(platform, 0.3)
    return uuid


def test_a_suspension_is_not_undone_by_a_drop_and_another_pass(strict: str, platform: FakePlatform) -> None:
    for percent in (0.9, 0.3, 0.9):
        score(platform, percent)
        assert [row.state for row in Credential.objects.filter(program__key="strict")] == ["suspended"]


def test_staff_review_a_loss_from_before_a_reinstatement_under_any_policy(strict: str) -> None:
    assert change(strict, "reinstate").state is CredentialState.VALID
    api.run_pending(now=LATER)
    assert api.get_credential(strict).state is CredentialState.VALID
    assert CredentialReview.objects.filter(credential__uuid=strict, closed__isnull=True).count() == 1


def test_the_policy_acts_on_a_further_loss_after_a_reinstatement(strict: str, platform: FakePlatform) -> None:
    change(strict, "reinstate")
    for percent in (0.9, 0.3):
        score(platform, percent)
    assert api.get_credential(strict).state is CredentialState.REVOKED


def test_a_credential_earned_again_while_suspended_is_valid_once_reinstated(
    strict: str, platform: FakePlatform
) -> None:
    score(platform, 0.9)
    change(strict, "reinstate")
    api.run_pending(now=LATER)
    assert api.get_credential(strict).state is CredentialState.VALID


def test_a_revocation_is_announced_and_no_later_pass_undoes_it(credential: str, platform: FakePlatform) -> None:
    sent: list[str] = []

    def note(**kwargs) -> None:
        sent.append(kwargs["program_certificate"].uuid)

    signals.PROGRAM_CERTIFICATE_REVOKED.connect(note)
    try:
        change(credential, "revoke")
        api.run_pending(now=LATER)
    finally:
        signals.PROGRAM_CERTIFICATE_REVOKED.disconnect(note)
    for percent in (0.1, 1.0):
        score(platform, percent)
    assert sent == [credential]
    assert [c.state for c in Credential.objects.all()] == ["revoked"]


def test_a_reissue_supersedes_and_carries_the_present_name(credential: str, platform: FakePlatform) -> None:
    platform.add_learner(LEARNER, "Ama Owusu-Mensah")
    new = change(credential, "reissue")
    old = api.get_credential(credential)
    assert (old.state, old.superseded_by) == (CredentialState.SUPERSEDED, new.uuid)
    assert (new.state, new.name, new.requirements) == (CredentialState.VALID, "Ama Owusu-Mensah", old.requirements)
    assert api.get_progress(UUID_A, user_id=LEARNER, now=LATER).credential == new


def test_later_decisions_act_on_the_reissued_credential(credential: str, platform: FakePlatform) -> None:
    new = change(credential, "reissue")
    score(platform, 0.1)
    assert str(CredentialReview.objects.get().credential.uuid) == new.uuid


@pytest.mark.parametrize("action", ["keep", "revoke"])
def test_a_decision_of_a_person_closes_a_review(credential: str, platform: FakePlatform, action: str) -> None:
    score(platform, 0.1)
    change(credential, action)
    review = CredentialReview.objects.get()
    assert (review.closed, review.outcome) == (LATER, action)


def test_each_change_records_its_actor_and_reason(credential: str) -> None:
    change(credential, "suspend", "a question of identity ")
    row = CredentialChange.objects.get()
    assert (row.action, row.actor_id, row.reason, row.time) == ("suspend", STAFF, "a question of identity", LATER)


@pytest.mark.parametrize(
    ("before", "action"),
    [
        ([], "reinstate"),
        (["suspend"], "suspend"),
        (["suspend"], "reissue"),
        (["revoke"], "revoke"),
        (["revoke"], "reinstate"),
        (["revoke"], "reissue"),
        (["reissue"], "revoke"),
    ],
    ids=lambda value: value if isinstance(value, str) else "after " + ("-".join(value) or "nothing"),
)
def test_a_change_that_the_state_does_not_allow_is_refused(credential: str, before: list[str], action: str) -> None:
    for earlier in before:
        change(credential, earlier)
    history = CredentialChange.objects.count()
    with pytest.raises(RefusedChangeError):
        change(credential, action)
    assert CredentialChange.objects.count() == history


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_change_without_a_reason_is_refused(credential: str, reason: str) -> None:
    with pytest.raises(RefusedChangeError, match="reason"):
        change(credential, "revoke", reason)


@pytest.mark.parametrize("year", [1, 1899, 9000, 9999])
def test_a_change_outside_the_calendar_is_refused(credential: str, year: int) -> None:
    with pytest.raises(RefusedChangeError, match="from 1900 to 8999"):
        api.change_credential(
            credential, "suspend", actor=Actor.operator(9), reason="why", now=datetime(year, 6, 1, tzinfo=UTC)
        )
    assert not CredentialChange.objects.exists()


@pytest.mark.parametrize("uuid", ["no uuid", UUID_A])
def test_an_unknown_credential_is_reported(program: Program, uuid: str) -> None:
    with pytest.raises(UnknownCredentialError):
        change(uuid, "revoke")


def test_the_command_changes_in_the_name_of_a_person(credential: str, capsys: pytest.CaptureFixture) -> None:
    person = User.objects.create_user("registrar")
    call_command("micromasters", "credential", "suspend", credential, "--actor", "registrar", "--reason", "a question")
    assert capsys.readouterr().out == f"{credential} is suspended\n"
    assert CredentialChange.objects.get().actor_id == person.pk


def test_the_command_refuses_an_unknown_actor(credential: str) -> None:
    with pytest.raises(CommandError, match="no user 'nobody'"):
        call_command("micromasters", "credential", "revoke", credential, "--actor", "nobody", "--reason", "x")
