"""Test that a credential shows a cleaned name, and that a name without a visible character gets no credential."""

from __future__ import annotations

import pytest

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.programs.models import Program
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW


def earn(platform: FakePlatform, name: str) -> None:
    platform.add_learner(LEARNER, name)
    for number in ("1x", "2x"):
        platform.pass_run(LEARNER, run_of(number))
    api.reconcile(now=NOW)


def test_a_name_is_cleaned_when_it_is_taken(program: Program, platform: FakePlatform) -> None:
    earn(platform, "\u202eAmina\x1b[31m\n\u2066 Had\u200bdad" + "\u0334" * 9)
    assert Credential.objects.get().name == "Amina[31m Haddad" + "\u0334" * 4


def test_a_name_is_cleaned_when_a_credential_is_issued_again(program: Program, platform: FakePlatform) -> None:
    earn(platform, "Amina Haddad")
    platform.add_learner(LEARNER, "Amina\u202e Østergård")
    uuid = str(Credential.objects.get().uuid)
    api.change_credential(uuid, "reissue", actor=Actor.operator(1), reason="married", now=NOW)
    assert Credential.objects.get(is_current=True).name == "Amina Østergård"


@pytest.mark.parametrize("name", ["\u202e\u2066\u200b", "\x00\x1f", "\u3164\u115f \u2800", "\u0301"])
def test_a_credential_waits_if_the_name_is_invisible(program: Program, platform: FakePlatform, name: str) -> None:
    earn(platform, name)
    assert not Credential.objects.exists()
    [waiting] = Order.objects.filter(done=None)
    assert "no name for a credential" in waiting.error and "no visible character" in waiting.error
    platform.add_learner(LEARNER, "Amina Haddad")
    api.run_pending(now=waiting.due.replace(year=NOW.year + 1))
    assert Credential.objects.get().name == "Amina Haddad"


def test_a_name_of_any_length_fits(program: Program, platform: FakePlatform) -> None:
    earn(platform, "é" * 5000)
    assert Credential.objects.get().name == "é" * 200
