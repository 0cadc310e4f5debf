"""Test that all data about a person and all work for a person are deleted when the person leaves.

All data about other people stay.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential, CredentialChange, CredentialReview
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.exceptions import UnknownCredentialError
from micromasters_plugin.inbox.models import Hint, ParkedEvent
from micromasters_plugin.ledger import checking
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.overrides.models import Override
from micromasters_plugin.people.tables import HOLDINGS, ROOMS, TABLES
from micromasters_plugin.pipeline import batches
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import BarSeen, Standing
from tests.fakes import FakePlatform
from tests.management.test_command import run
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything

OTHER = LEARNER + 1
STAFF = 77
#: The tables without personal data. Every other table is declared for export and erasure. Add a new table to this list,
#: or declare the table for export and erasure.
OF_NOBODY = {
    "WeeklyCounts",
    "Program",
    "ProgramChange",
    "ProgramVersion",
    "TrackedRun",
    "AdmissionCycle",
    "Checkpoint",
    "LedgerHead",
}
#: The integer columns that identify no person. Every other integer column identifies a person. Add a new column to this
#: list if the column identifies no person.
NUMBERS = {
    "Candidate.graded_runs",
    "Checkpoint.outage_rounds",
    "Checkpoint.pass_after",
    "Hint.program_id",
    "LedgerEntry.seq",
    "LedgerHead.erased",
    "LedgerHead.redacted",
    "LedgerHead.seq",
    "Order.program_id",
    "Order.tries",
    "Override.count",
    "ParkedEvent.count",
    "ProgramVersion.number",
    "Standing.drops",
    "Standing.earned_requirements",
    "Standing.total_requirements",
    "Work.lost",
    "Work.tries",
}


def rows_of(user_id: int) -> dict[str, int]:
    """Return how many rows each table of the list has about a person."""
    return {holding.model.__name__: holding.rows(user_id).count() for holding in HOLDINGS}


MODELS = {model.__name__: model for model in apps.get_app_config("micromasters").get_models()}
HELD = {holding.model.__name__: holding for holding in HOLDINGS}


def test_every_table_is_on_the_list_of_export_and_erasure_or_is_about_nobody() -> None:
    assert HELD.keys() | OF_NOBODY == MODELS.keys()
    assert not HELD.keys() & OF_NOBODY


def test_every_table_is_declared_once_by_its_own_room() -> None:
    assert sorted(table.model.__name__ for table in TABLES) == sorted(MODELS)
    rooms = {table.model: room.__name__.rpartition(".")[0] for room in ROOMS for table in room.TABLES}
    assert [model.__name__ for model, room in rooms.items() if model.__module__ != f"{room}.models"] == []


def test_every_number_column_is_listed_as_personal_or_as_impersonal() -> None:
    numbers = {
        f"{name}.{field.name}"
        for name in MODELS
        for field in MODELS[name]._meta.get_fields()
        if isinstance(field, models.IntegerField) and not field.primary_key
    }
    of_people = {f"{holding.model.__name__}.{holding.path}" for holding in HOLDINGS if "__" not in holding.path}
    of_staff = {f"{table.model.__name__}.{column}" for table in TABLES for column in table.acts}
    assert numbers - NUMBERS == (of_people | of_staff) - {"ParkedEvent.payload"}


def test_no_table_about_nobody_leads_to_a_person() -> None:
    for name in OF_NOBODY:
        owners = {field.related_model.__name__ for field in MODELS[name]._meta.fields if field.related_model}
        assert owners <= OF_NOBODY


def test_erasing_covers_the_fields_that_models_declare_as_personal() -> None:
    declared = {name for name, model in MODELS.items() if ".. pii_retirement: local_api" in (model.__doc__ or "")}
    assert declared == set(HELD)


def test_the_specimen_has_something_in_every_table(earned: Program) -> None:
    assert [name for name, count in rows_of(LEARNER).items() if not count] == []


def test_nothing_of_a_leaver_remains_and_the_bystander_keeps_everything(earned: Program) -> None:
    before = rows_of(OTHER)
    api.erase_person(LEARNER, actor=OPERATOR)
    assert set(rows_of(LEARNER).values()) == {0}
    assert rows_of(OTHER) == before


def test_erasing_twice_is_erasing_once(earned: Program) -> None:
    api.erase_person(LEARNER, actor=OPERATOR)
    once = list(Credential.objects.values())
    api.erase_person(LEARNER, actor=OPERATOR)
    assert list(Credential.objects.values()) == once


def test_the_ledger_still_verifies_and_has_nothing_of_the_person(earned: Program) -> None:
    api.erase_person(LEARNER, actor=OPERATOR)
    assert checking.find_breaks(earned.id) == []
    assert LedgerEntry.objects.filter(user_id=None, payload="", salt="").exists()


def test_the_credentials_address_shows_nothing_and_is_never_another_s(earned: Program) -> None:
    credential = Credential.objects.get(user_id=LEARNER)
    api.erase_person(LEARNER, actor=OPERATOR)
    with pytest.raises(UnknownCredentialError):
        api.get_credential(str(credential.uuid))
    with pytest.raises(UnknownCredentialError):
        api.change_credential(str(credential.uuid), "reinstate", actor=Actor.operator(STAFF), reason="by mistake")
    erased = Credential.objects.get(uuid=credential.uuid)
    assert (erased.name, erased.requirements, erased.user_id) == ("", [], 0)
    assert CredentialChange.objects.get().reason == ""
    assert not CredentialReview.objects.filter(closed__isnull=True).exists()


def test_parked_events_that_name_the_person_go_and_others_stay(earned: Program) -> None:
    alike = repr({"username": f"learner{LEARNER}0"})
    ParkedEvent.objects.create(payload=alike, created=NOW)
    api.erase_person(LEARNER, actor=OPERATOR)
    assert [event.payload for event in ParkedEvent.objects.all()] == [repr({"username": f"learner{OTHER}"}), alike]


def test_an_error_while_erasing_is_raised_and_changes_nothing(earned: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows_of(LEARNER)
    monkeypatch.setattr(LedgerEntry.objects, "filter", _no_database)
    with pytest.raises(ConnectionError):
        api.erase_person(LEARNER, actor=OPERATOR)
    monkeypatch.undo()
    assert rows_of(LEARNER) == before


def test_the_admins_log_about_their_rows_is_emptied(earned: Program) -> None:
    staff = User.objects.create(username="staff")
    entries = {}
    for user_id in (LEARNER, OTHER):
        row = Override.objects.get(user_id=user_id)
        table = ContentType.objects.get_for_model(Override)
        entries[user_id] = LogEntry.objects.create(
            user=staff,
            content_type=table,
            object_id=str(row.pk),
            object_repr=str(row),
            action_flag=2,
            change_message="Ama",
        )
    assert api.export_person(LEARNER, actor=OPERATOR)["admin log"][0]["change_message"] == "Ama"
    api.erase_person(LEARNER, actor=OPERATOR)
    for entry in entries.values():
        entry.refresh_from_db()
    assert (entries[LEARNER].object_repr, entries[LEARNER].change_message) == ("", "")
    assert entries[OTHER].change_message == "Ama"


def test_hints_of_leavers_evaluate_nothing_and_leave_no_trace(earned: Program, platform: FakePlatform) -> None:
    api.erase_person(LEARNER, actor=OPERATOR)
    platform.retiring.add(LEARNER)
    hint()
    result = api.run_pending(now=NOW)
    assert (result.decisions, result.parked) == (0, 0)
    assert set(rows_of(LEARNER).values()) == {0}


def test_a_learner_who_leaves_during_evaluation_leaves_no_trace(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluate_learners = batches.evaluate_together

    def evaluate_while_they_leave(*args, **kwargs):
        found = evaluate_learners(*args, **kwargs)
        api.erase_person(LEARNER, actor=OPERATOR)
        return found

    monkeypatch.setattr(batches, "evaluate_together", evaluate_while_they_leave)
    for user_id in (LEARNER, OTHER):
        pass_everything(platform, user_id)
    api.run_pending(now=NOW)
    assert set(rows_of(LEARNER).values()) == {0}
    assert (rows_of(OTHER)["Standing"], rows_of(OTHER)["BarSeen"]) == (1, 2)


def test_a_leaver_is_not_evaluated_repeatedly(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    Standing.objects.update(reevaluate_at=NOW)
    platform.retiring.add(LEARNER)
    api.run_pending(now=NOW)
    assert Standing.objects.get().reevaluate_at is None


def test_orders_of_a_leaver_wait_until_the_learner_stays(
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


def test_reconciliation_re_creates_nothing_of_leavers(earned: Program, platform: FakePlatform) -> None:
    api.erase_person(LEARNER, actor=OPERATOR)
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
    assert len(data["bars seen"]) == BarSeen.objects.filter(user_id=LEARNER).count()
    assert all(row["user_id"] == LEARNER for row in data["ledger entries"])


@pytest.mark.parametrize("name", HELD)
def test_the_export_has_every_row_of_every_table(earned: Program, name: str) -> None:
    rows = api.export_person(LEARNER, actor=OPERATOR)[str(MODELS[name]._meta.verbose_name_plural)]
    assert [row["id"] for row in rows] == list(HELD[name].rows(LEARNER).values_list("id", flat=True)) != []


def test_the_export_of_staff_has_their_decisions_without_the_learners(earned: Program) -> None:
    api.withdraw_override(Override.objects.filter(user_id=OTHER)[0].pk, actor=Actor.operator(STAFF), reason="Ama")
    acts = api.export_person(STAFF, actor=OPERATOR)["acts as staff"]
    assert [(act["table"], act["named_in"]) for act in acts] == [
        ("credential changes", "actor_id"),
        ("overrides", "actor_id"),
        ("overrides", "actor_id"),
        ("overrides", "withdrawn_by"),
    ]
    assert all(act.keys() == {"table", "id", "named_in"} for act in acts)


def test_an_unknown_person_has_nothing_to_export(db: None, platform: FakePlatform) -> None:
    assert api.export_person(LEARNER, actor=OPERATOR) == {}


def _no_database(*args: object, **filters: object) -> None:
    raise ConnectionError("the database is away")


def test_the_command_reports_an_erasure_and_then_that_nothing_is_left(earned: Program) -> None:
    assert "rows, and removed names from" in run("erase-person", str(LEARNER))
    again = run("erase-person", str(LEARNER)).splitlines()
    assert again[-1] == f"there is no data about user {LEARNER}: the data was erased before, or there never was any"
