"""Plant a person's names in every text. Test that no table, cache or log names the person after the person has left.

The test plants and searches names in every text field of the models, also in new fields.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import models

from micromasters_plugin import api
from micromasters_plugin.admissions.models import AdmissionCycle
from micromasters_plugin.credentials.models import Credential, CredentialReview
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.inbox.models import ExamEvent, Hint, ParkedEvent
from micromasters_plugin.ledger import checking
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.people.folding import fold
from micromasters_plugin.people.tables import TABLES
from micromasters_plugin.people.texts import is_text
from micromasters_plugin.pipeline.models import Checkpoint, Work
from micromasters_plugin.programs.models import Program, TrackedRun
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.people.conftest import OTHER, STAFF
from tests.pipeline.learner import LEARNER, NOW

NAME = "Ama Ówusu"
IDENTIFIERS = [f"learner{LEARNER}", f"LEARNER{LEARNER}@example.org", "ＡＭＡ owusu"]
PLANTED_TEXT = " and ".join(IDENTIFIERS)

MODELS = {model.__name__: model for model in [*apps.get_app_config("micromasters").get_models(), LogEntry]}
TEXTS = {
    f"{name}.{field.name}": (model, field)
    for name, model in MODELS.items()
    for field in model._meta.concrete_fields
    if is_text(field)
}
OF_MACHINES = {f"{table.model.__name__}.{name}" for table in TABLES for name in table.machine_texts}
LISTED_ONLY = {f"{table.model.__name__}.{name}" for table in TABLES for name in table.published_texts}
REDACTED = sorted(TEXTS.keys() - OF_MACHINES - LISTED_ONLY - {"LogEntry.object_id"})


@pytest.fixture
def filled(earned: Program, platform: FakePlatform) -> Program:
    """Create the example site, with a row about another person in every table."""
    platform.users[LEARNER] = NAME
    Credential.objects.filter(user_id=LEARNER).update(name=NAME)
    Credential.objects.filter(user_id=OTHER).update(name="Bo Li")
    Hint.objects.create(user_id=OTHER, program_id=earned.pk, created=NOW)
    Checkpoint.objects.get_or_create(program=earned)
    AdmissionCycle.objects.get_or_create(program=earned, name="2027")
    TrackedRun.objects.get_or_create(run_key=run_of("1x"), defaults={"course": "Ex+1x"})
    CredentialReview.objects.create(credential=Credential.objects.get(user_id=OTHER), opened=NOW)
    credential = Credential.objects.get(user_id=OTHER)
    api.change_credential(str(credential.uuid), "suspend", actor=Actor.operator(STAFF), reason="x")
    api.change_program(str(earned.uuid), "retire", actor=Actor.operator(STAFF), reason="x")
    table = ContentType.objects.get_for_model(Work)
    staff = User.objects.create(username="staff")
    LogEntry.objects.create(user=staff, content_type=table, object_id="999", object_repr="x", action_flag=2)
    return earned


def rows_of_others(model: type[models.Model]) -> models.QuerySet:
    """Return the rows that are not about the learner."""
    columns = {field.attname for field in model._meta.concrete_fields}
    rows = model._default_manager.all()
    if "user_id" in columns and model is not LogEntry:
        return rows.exclude(user_id=LEARNER)
    if "credential_id" in columns:
        return rows.exclude(credential__user_id=LEARNER)
    if "entry_id" in columns:
        return rows.exclude(entry__user_id=LEARNER)
    return rows.exclude(order__user_id=LEARNER) if "order_id" in columns else rows


def plant(name: str) -> None:
    """Write the person's names into a text of another person's row. Truncate the names if the field is short."""
    model, field = TEXTS[name]
    row = rows_of_others(model).first()
    assert row is not None, f"no row of {name} to plant in"
    text = PLANTED_TEXT if not isinstance(field, models.JSONField) else {"said": [PLANTED_TEXT], PLANTED_TEXT: 1}
    if isinstance(field, models.CharField) and field.max_length and len(PLANTED_TEXT) > field.max_length:
        text = IDENTIFIERS[0]
    model._default_manager.filter(pk=row.pk).update(**{field.attname: text})


def find_leftovers() -> Iterator[str]:
    """Yield every column that still contains a name of the person in any form."""
    folded_names = [fold(each) for each in (*IDENTIFIERS, NAME)]
    for name, model in MODELS.items():
        for values in model._default_manager.values():
            for column, value in values.items():
                if any(each in fold(str(value)) for each in folded_names):
                    yield f"{name}.{column}"


def test_a_person_named_in_every_text_is_found_nowhere_afterwards(
    filled: Program, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in REDACTED:
        plant(name)
    assert set(REDACTED) <= set(find_leftovers())
    api.erase_person(LEARNER, actor=OPERATOR)
    assert sorted(set(find_leftovers())) == []
    assert [each for each in IDENTIFIERS if fold(each) in fold(caplog.text + repr(vars(cache)))] == []


def test_the_ledger_verifies_afterwards_and_names_redacted_entries(filled: Program) -> None:
    plant("LedgerReason.text")
    api.erase_person(LEARNER, actor=OPERATOR)
    assert checking.find_breaks(filled.pk) == []


@pytest.mark.parametrize("name", sorted(LISTED_ONLY))
def test_published_texts_stay_and_are_listed_for_review(
    filled: Program, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    plant(name)
    erasure = api.erase_person(LEARNER, actor=OPERATOR)
    model, field = TEXTS[name]
    assert (str(model._meta.verbose_name_plural), field.attname) in {
        (place.table, place.column) for place in erasure.mentions
    }
    assert field.attname in caplog.text
    assert not any(fold(each) in fold(caplog.text) for each in IDENTIFIERS)


def test_a_first_name_alone_is_listed_and_left(filled: Program) -> None:
    Work.objects.filter(user_id=OTHER).update(error="as Ama said")
    erasure = api.erase_person(LEARNER, actor=OPERATOR)
    assert Work.objects.get(user_id=OTHER).error == "as Ama said"
    assert ("work", "error", ("Ama",)) in {(each.table, each.column, each.words) for each in erasure.mentions}


def test_a_short_name_that_begins_another_persons_is_listed_and_left(filled: Program, platform: FakePlatform) -> None:
    platform.users[LEARNER] = "王 芳"
    Work.objects.filter(user_id=OTHER).update(error="王芳芳")
    erasure = api.erase_person(LEARNER, actor=OPERATOR)
    assert Work.objects.get(user_id=OTHER).error == "王芳芳"
    assert ("work", "error", ("王芳",)) in {(each.table, each.column, each.words) for each in erasure.mentions}


def test_the_lists_name_existing_texts() -> None:
    assert TEXTS.keys() >= OF_MACHINES | LISTED_ONLY
    assert not OF_MACHINES & LISTED_ONLY


def test_the_same_name_of_another_holder_stays(filled: Program) -> None:
    Credential.objects.filter(user_id=OTHER).update(name=NAME)
    api.erase_person(LEARNER, actor=OPERATOR)
    assert Credential.objects.get(user_id=OTHER).name == NAME


@pytest.mark.parametrize(
    "payload",
    [
        f"{{'grade': PersistentCourseGradeData(user_id={LEARNER}, course=CourseData(display_name=''))}}",
        f"{{'enrollment': CourseEnrollmentData(user=UserData(id={LEARNER}, is_active=True))}}",
        f"{{'exam': ExamAttemptData(student_user=UserData(is_active=True, id={LEARNER}, pii=None))}}",
        f"{{'lms_user_id': '{LEARNER}'}}",
        f'{{"student": {LEARNER}}}',
        f"{{'username': 'learner{LEARNER}'}}",
    ],
)
def test_a_parked_event_that_names_the_person_by_number_is_exported_and_goes(filled: Program, payload: str) -> None:
    ParkedEvent.objects.all().delete()
    event = ParkedEvent.objects.create(payload=payload, reason="KeyError()", created=NOW)
    exported = api.export_person(LEARNER, actor=OPERATOR)["parked events"]
    assert [row["id"] for row in exported] == [event.pk]
    api.erase_person(LEARNER, actor=OPERATOR)
    assert not ParkedEvent.objects.exists()


@pytest.mark.parametrize(
    "payload",
    [
        f"{{'grade': PersistentCourseGradeData(user_id={LEARNER}0, course=CourseData(id={LEARNER}))}}",
        f"{{'user_id': 1{LEARNER}, 'percent': {LEARNER}}}",
        f"{{'user_id': '{LEARNER}-x'}}",
    ],
)
def test_a_parked_event_of_another_number_stays(filled: Program, payload: str) -> None:
    ParkedEvent.objects.all().delete()
    ParkedEvent.objects.create(payload=payload, reason="KeyError()", created=NOW)
    api.erase_person(LEARNER, actor=OPERATOR)
    assert ParkedEvent.objects.get().payload == payload


def test_the_export_lists_texts_about_others_without_data_of_the_others(
    filled: Program,
) -> None:
    Order.objects.filter(user_id=OTHER).update(error="")
    order = Order.objects.filter(user_id=OTHER)[0]
    Order.objects.filter(pk=order.pk).update(error=f"secret of another: {NAME}")
    (named,) = [each for each in api.export_person(LEARNER, actor=OPERATOR)["named in"] if each["table"] == "orders"]
    assert named == {"table": "orders", "row_id": order.pk, "column": "error", "words": (NAME,)}


def test_the_admins_log_of_a_row_that_is_gone_is_emptied(filled: Program) -> None:
    entry = LogEntry.objects.get()
    LogEntry.objects.update(object_repr=f"learner {LEARNER} in example", change_message="x")
    assert [row["id"] for row in api.export_person(LEARNER, actor=OPERATOR)["admin log"]] == [entry.pk]
    api.erase_person(LEARNER, actor=OPERATOR)
    entry.refresh_from_db()
    assert (entry.object_repr, entry.change_message) == ("", "")


def test_an_exam_event_of_another_is_left_alone(filled: Program) -> None:
    before = list(ExamEvent.objects.filter(user_id=OTHER).values())
    api.erase_person(LEARNER, actor=OPERATOR)
    assert list(ExamEvent.objects.filter(user_id=OTHER).values()) == before
