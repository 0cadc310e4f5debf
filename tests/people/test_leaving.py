"""People leave: nothing of them is kept, evaluated, issued or sent, and nothing that others rely on breaks."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential, CredentialChange, CredentialReview
from micromasters_plugin.exceptions import UnknownCredentialError
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.people.holdings import HOLDINGS
from micromasters_plugin.programs.models import Program
from micromasters_plugin.progress import ledger
from micromasters_plugin.progress.models import BarReached, Hint, LedgerEntry, ParkedEvent, Standing, Work
from tests.factories import run_of, send_exam
from tests.fakes import FakePlatform
from tests.management.test_command import run
from tests.progress.learner import LEARNER, NOW, hint, pass_everything

OTHER = LEARNER + 1
STAFF = 77
#: Names a person, but not the one whose data it is: who decided stays on record.
KEPT = {"CredentialChange.actor_id", "Override.actor_id"}


@pytest.fixture
def earned(program: Program, platform: FakePlatform) -> Program:
    """Two learners with everything the package can keep of one, the second a bystander."""
    for user_id in (LEARNER, OTHER):
        platform.add_learner(user_id, "Ama Owusu")
        for number in ("1x", "2x"):
            platform.pass_run(user_id, run_of(number), 0.9)
        send_exam(user_id, run_of("1x"), "verified")
    api.run_pending(now=NOW)
    credential = Credential.objects.get(user_id=LEARNER)
    api.change_credential(str(credential.uuid), "suspend", actor_id=STAFF, reason="Ama wrote to us")
    for user_id in (LEARNER, OTHER):
        api.record_override(
            str(program.uuid), "waive", user_id=user_id, requirement="1x", actor_id=STAFF, reason="Ama", now=NOW
        )
    platform.grade(LEARNER, run_of("2x"), 0.1)
    send_exam(LEARNER, run_of("2x"), "submitted")
    api.run_pending(now=NOW)
    hint()
    return program


def rows_of(user_id: int) -> dict[str, int]:
    """Return how many rows each table of the list has of a person."""
    return {holding.model.__name__: holding.rows(user_id).count() for holding in HOLDINGS}


def test_the_list_of_holdings_names_every_column_that_names_a_person() -> None:
    listed = {f"{holding.model.__name__}.{holding.path}" for holding in HOLDINGS}
    columns = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("micromasters").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and field.name in ("user_id", "actor_id", "learner_id")
    }
    assert columns - listed == KEPT


def test_the_specimen_has_something_in_every_table_but_work_that_is_done(earned: Program) -> None:
    assert [name for name, count in rows_of(LEARNER).items() if not count] == []


def test_nothing_of_who_left_remains_and_the_bystander_keeps_everything(earned: Program) -> None:
    before = rows_of(OTHER)
    api.erase_person(LEARNER)
    assert set(rows_of(LEARNER).values()) == {0}
    assert rows_of(OTHER) == before


def test_erasing_twice_is_erasing_once(earned: Program) -> None:
    api.erase_person(LEARNER)
    once = list(Credential.objects.values())
    api.erase_person(LEARNER)
    assert list(Credential.objects.values()) == once


def test_the_ledger_still_verifies_and_holds_nothing_of_the_person(earned: Program) -> None:
    api.erase_person(LEARNER)
    assert ledger.find_breaks(earned.id) == []
    assert LedgerEntry.objects.filter(user_id=None, payload="", salt="").exists()


def test_the_credentials_address_shows_nothing_and_is_never_another_s(earned: Program) -> None:
    credential = Credential.objects.get(user_id=LEARNER)
    api.erase_person(LEARNER)
    with pytest.raises(UnknownCredentialError):
        api.get_credential(str(credential.uuid))
    with pytest.raises(UnknownCredentialError):
        api.change_credential(str(credential.uuid), "reinstate", actor_id=STAFF, reason="by mistake")
    erased = Credential.objects.get(uuid=credential.uuid)
    assert (erased.name, erased.requirements, erased.user_id) == ("", [], 0)
    assert CredentialChange.objects.get().reason == ""
    assert not CredentialReview.objects.filter(closed__isnull=True).exists()


def test_parked_events_that_name_the_person_go_and_others_stay(earned: Program) -> None:
    for user_id in (LEARNER, int(f"{LEARNER}0")):
        ParkedEvent.objects.create(payload=repr({"username": f"learner{user_id}"}), created=NOW)
    api.erase_person(LEARNER)
    assert [event.payload for event in ParkedEvent.objects.all()] == [repr({"username": f"learner{LEARNER}0"})]


def test_what_cannot_be_erased_is_raised_and_leaves_everything(
    earned: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows_of(LEARNER)
    monkeypatch.setattr(LedgerEntry.objects, "filter", _no_database)
    with pytest.raises(ConnectionError):
        api.erase_person(LEARNER)
    monkeypatch.undo()
    assert rows_of(LEARNER) == before


def test_hints_of_who_is_leaving_evaluate_nothing_and_leave_no_trace(earned: Program, platform: FakePlatform) -> None:
    api.erase_person(LEARNER)
    platform.retiring.add(LEARNER)
    hint()
    result = api.run_pending(now=NOW)
    assert (result.decisions, result.parked) == (0, 0)
    assert set(rows_of(LEARNER).values()) == {0}


def test_who_is_leaving_is_not_evaluated_again_and_again(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    Standing.objects.update(reevaluate_at=NOW)
    platform.retiring.add(LEARNER)
    api.run_pending(now=NOW)
    assert Standing.objects.get().reevaluate_at is None


def test_orders_of_who_is_leaving_wait_and_are_carried_out_for_who_stays(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_everything(platform)
    monkeypatch.setattr(platform.__class__, "leavers", lambda self, user_ids: set(user_ids))
    api.run_pending(now=NOW)
    assert Order.objects.filter(done__isnull=True).exists()
    assert not Credential.objects.exists()
    monkeypatch.undo()
    api.run_pending(now=NOW + timedelta(days=2))
    assert Credential.objects.count() == 1


def test_reconciliation_re_creates_nothing_of_who_left(earned: Program, platform: FakePlatform) -> None:
    api.erase_person(LEARNER)
    platform.retiring.add(LEARNER)
    api.reconcile(now=NOW)
    assert set(rows_of(LEARNER).values()) == {0}


def test_a_retirement_that_is_cancelled_loses_nothing(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    platform.retiring.add(LEARNER)
    hint()
    api.run_pending(now=NOW)
    platform.retiring.clear()
    api.reconcile(now=NOW)
    assert Standing.objects.get().earned
    assert not Hint.objects.exists() and not Work.objects.exclude(error="").exists()


def test_one_persons_data_comes_as_json(earned: Program, django_user_model: type[models.Model]) -> None:
    django_user_model.objects.create(id=LEARNER, username="ama")
    data = json.loads(run("export-person", "ama"))
    assert data["username"] == "ama"
    assert data["credentials"][0]["name"] == "Ama Owusu"
    assert len(data["bars reached"]) == BarReached.objects.filter(user_id=LEARNER).count()
    assert all(row["user_id"] == LEARNER for row in data["ledger entries"])


def test_of_somebody_unknown_there_is_nothing_to_export(db: None, platform: FakePlatform) -> None:
    assert api.export_person(LEARNER) == {}


def _no_database(*args: object, **filters: object) -> None:
    raise ConnectionError("the database is away")
