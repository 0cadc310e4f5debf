"""Test overrides on the command line."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.models import Program
from tests.factories import UUID_A, program_text, run_of
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
    assert "waive 2x with 0.8200, by user" in run("list", "amina", "example")
    assert "until 2099-01-01, the board's decision" in run("list", "amina", "example")
    run("withdraw", str(recorded.id), "--actor", "registrar", "--reason", "an error")
    assert "an error" in run("list", "amina", "example")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("hold", "amina", "example", "--actor", "nobody", "--reason", "x"), "no user 'nobody'"),
        (("waive", "amina", "example", "9x", *DECIDER), "no requirement '9x'"),
        (("waive", "amina", "example", "2x", "--ratio", "much", *DECIDER), "--ratio takes"),
        (("hold", "amina", "example", "--expires", "2099-01-01T00:00:00", *DECIDER), "with an offset"),
        (("hold", "amina", "example", "--expires", "soon", *DECIDER), "with an offset"),
        (("hold", "amina", "example", "--expires", "9999-12-31T23:00:00-12:00", *DECIDER), "with an offset"),
        (("waive", "amina", "example", "2x", "--day", "soon", *DECIDER), "--day takes"),
        (("waive", "amina", "example", "2x", "--day", "2999-01-01", *DECIDER), "still to come"),
        (("waive", "amina", "example", "2x", "--ratio", "0.40", *DECIDER), "grade 0.40 is below the bar 0.60.*--yes"),
        (("grant", "amina", "example", "2x", *DECIDER), "no limit of attempts"),
        (("grant", "amina", "example", "2x", "--count", "0", *DECIDER), "count from 1 to 100, not 0"),
        (("discount", "amina", "example", "course-v1:Ex+9x+1", *DECIDER), "no course or final exam with the run"),
        (("make-up", "amina", "example", "a", "a", *DECIDER), "cannot make up for itself"),
        (("withdraw", "1", *DECIDER), "no override 1"),
    ],
)
def test_a_refused_override_says_why_and_stores_nothing(amina: int, args: tuple[str, ...], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run(*args)
    assert api.overrides_of(UUID_A, user_id=amina) == []


def test_a_waiver_with_cautions_is_recorded_after_a_confirmation(amina: int) -> None:
    run("waive", "amina", "example", "2x", "--ratio", "0.9", "--day", "2026-01-31", *DECIDER)
    with pytest.raises(CommandError, match=r"this waiver replaces the waiver of 0\.90"):
        run("waive", "amina", "example", "2x", "--ratio", "0.7", *DECIDER)
    run("waive", "amina", "example", "2x", "--ratio", "0.4", "--yes", *DECIDER)
    first, second = api.overrides_of(UUID_A, user_id=amina)
    assert (str(first.override.day), str(second.override.ratio)) == ("2026-01-31", "0.4000")
    assert "waive 2x with 0.9000 on 2026-01-31" in run("list", "amina", "example")


def test_a_date_without_a_time_begins_in_the_zone_of_the_program(amina: int) -> None:
    text = program_text("1x", "2x").replace("kind:", "timezone: America/New_York\nkind:", 1)
    api.import_program(text, actor=OPERATOR)
    run("hold", "amina", "example", "--expires", "2099-01-01", *DECIDER)
    (recorded,) = api.overrides_of(UUID_A, user_id=amina)
    assert recorded.override.expires == datetime(2099, 1, 1, 5, tzinfo=UTC)
