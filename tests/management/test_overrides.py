"""Test overrides on the command line."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from micromasters_plugin import api
from micromasters_plugin.programs.models import Program
from tests.factories import UUID_A, run_of
from tests.fakes import FakePlatform

DECIDER = ("--actor", "registrar", "--reason", "the board's decision")


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("micromasters", "override", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def amina(program: Program, platform: FakePlatform) -> int:
    learner = get_user_model().objects.create(username="amina")
    get_user_model().objects.create(username="registrar")
    platform.pass_run(learner.pk, run_of("1x"))
    return learner.pk


def test_a_waiver_is_recorded_listed_and_withdrawn(amina: int) -> None:
    output = run(
        "waive", "amina", "example", "2x", "--ratio", "0.82", "--expires", "2099-01-01T00:00:00+00:00", *DECIDER
    )
    (recorded,) = api.overrides_of(UUID_A, user_id=amina)
    assert f"recorded as {recorded.id}" in output
    assert str(recorded.override.ratio) == "0.8200"
    assert "waive 2x, by user" in run("list", "amina", "example")
    assert "until 2099-01-01, the board's decision" in run("list", "amina", "example")
    run("withdraw", str(recorded.id), "--actor", "registrar", "--reason", "an error")
    assert "an error" in run("list", "amina", "example")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("hold", "amina", "example", "--actor", "nobody", "--reason", "x"), "no user 'nobody'"),
        (("waive", "amina", "example", "9x", *DECIDER), "no requirement '9x'"),
        (("waive", "amina", "example", "2x", "--ratio", "much", *DECIDER), "--ratio takes"),
        (("hold", "amina", "example", "--expires", "2099-01-01", *DECIDER), "with an offset"),
        (("hold", "amina", "example", "--expires", "soon", *DECIDER), "with an offset"),
        (("hold", "amina", "example", "--expires", "9999-12-31T23:00:00-12:00", *DECIDER), "with an offset"),
        (("withdraw", "1", *DECIDER), "no override 1"),
    ],
)
def test_a_refused_override_says_why_and_stores_nothing(amina: int, args: tuple[str, ...], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run(*args)
    assert api.overrides_of(UUID_A, user_id=amina) == []
