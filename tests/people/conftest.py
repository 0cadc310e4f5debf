"""Create two people, and store everything that the package can store about anybody."""

from __future__ import annotations

import pytest

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.inbox.models import ParkedEvent
from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.programs.models import Program
from tests.factories import run_of, send_exam
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, hint

OTHER = LEARNER + 1
STAFF = 77


@pytest.fixture
def earned(program: Program, platform: FakePlatform) -> Program:
    """Create two learners, store everything that the package can store about the first learner, and add a bystander."""
    for user_id in (LEARNER, OTHER):
        platform.add_learner(user_id, "Ama Owusu")
        for number in ("1x", "2x"):
            platform.pass_run(user_id, run_of(number), 0.9)
        send_exam(user_id, run_of("1x"), "verified")
    api.run_pending(now=NOW)
    credential = Credential.objects.get(user_id=LEARNER)
    api.change_credential(str(credential.uuid), "suspend", actor=Actor.operator(STAFF), reason="Ama wrote to us")
    for user_id in (LEARNER, OTHER):
        api.record_override(
            str(program.uuid),
            "waive",
            user_id=user_id,
            requirement="1x",
            actor=Actor.operator(STAFF),
            reason="Ama",
            now=NOW,
        )
    platform.grade(LEARNER, run_of("2x"), 0.1)
    send_exam(LEARNER, run_of("2x"), "submitted")
    api.run_pending(now=NOW)
    hint()
    for user_id in (LEARNER, OTHER):
        ParkedEvent.objects.create(payload=repr({"username": f"learner{user_id}"}), created=NOW)
        Delivery.objects.create(order=Order.objects.filter(user_id=user_id)[0], recorded=NOW)
    return program
