"""List all pages of the package in the admin, and create a row for each page."""

from __future__ import annotations

from uuid import uuid4

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential, CredentialReview
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.inbox.intake import append_hints
from micromasters_plugin.inbox.models import ExamEvent, Hint, ParkedEvent
from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.overrides.models import Override
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program, ProgramChange, TrackedRun
from tests.factories import run_of, send_exam
from tests.pipeline.learner import NOW

PAGES = {
    model: page
    for model, page in admin.site._registry.items()
    if model in set(apps.get_app_config("micromasters").get_models())
}


def row_about(model: type[Model], learner: User) -> Model:
    """Return a row about the learner. The package's code creates this row."""
    row = model._default_manager.first()
    if row is not None:
        return row
    program = str(Program.objects.get().uuid)
    if model is Override:
        api.record_override(program, "hold", user_id=learner.pk, actor=Actor.operator(1), reason="an inquiry")
    elif model is Delivery:
        Delivery.objects.create(order=Order.objects.first(), recorded=NOW)
    elif model is ProgramChange:
        api.change_program(program, "retire", actor=Actor.operator(1), reason="its successor has begun")
    elif model is Hint:
        append_hints(learner.pk, run_of("1x"), now=NOW)
    elif model is ExamEvent:
        send_exam(learner.pk, run_of("1x"), "verified")
    elif model is Work:
        Work.objects.create(user_id=learner.pk, program_id=Program.objects.get().pk)
    elif model is ParkedEvent:
        ParkedEvent.objects.create(event_type="grade.changed", reason="no such key", payload="{}", created=NOW)
    elif model is TrackedRun:
        TrackedRun.objects.create(course="X+1x", run_key=run_of("1x"))
    else:
        credential = Credential.objects.get()
        api.change_credential(str(credential.uuid), "suspend", actor=Actor.operator(1), reason="an inquiry")
        CredentialReview.objects.create(credential=credential, opened=NOW)
    made = model._default_manager.first()
    assert made is not None
    return made


def another(row: Model, number: int) -> None:
    """Save the row again, with ``number`` in the fields that must be unique."""
    unique_values = {
        "uuid": uuid4(),
        "key": f"key-{number}",
        "name": f"cycle {number}",
        "run_key": run_of(f"{number}x"),
        "user_id": number,
        "number": number,
        "seq": number,
    }
    if isinstance(row, Delivery):
        order = row.order
        another(order, number)
        row.order = order  # Each order has one delivery.
    row.pk = None
    row._state.adding = True
    for name, value in unique_values.items():
        if hasattr(row, name):
            setattr(row, name, value)
    row.save()
