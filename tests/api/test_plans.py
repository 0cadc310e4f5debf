"""A plan through the API and the command: the binding version, the runs that are open, nothing written."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.data import StepKind
from micromasters_plugin.exceptions import UnknownProgramError, UnknownUserError
from micromasters_plugin.programs.models import Program
from tests.factories import UUID_A, UUID_B, run_of
from tests.fakes import FakePlatform

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LEARNER = 7


@pytest.fixture
def half_way(program: Program, platform: FakePlatform) -> FakePlatform:
    """One course earned at 0.70, the other not begun, with a run that is open."""
    platform.pass_run(LEARNER, run_of("1x"), 0.7)
    platform.add_run(
        "course-v1:Ex+2x+next",
        start=NOW + timedelta(days=30),
        enrollment_end=NOW + timedelta(days=40),
        upgrade_deadline=NOW + timedelta(days=35),
    )
    api.reconcile(now=NOW)
    return platform


def test_a_plan_names_the_run_to_take_and_the_last_day_to_enter_it_for_credit(half_way: FakePlatform) -> None:
    plan = api.plan_for(UUID_A, user_id=LEARNER, composite=Decimal("0.8"), now=NOW)
    assert [(step.key, step.kind, str(step.ratio), str(step.least_ratio)) for step in plan.steps] == [
        ("1x", StepKind.FIXED, "0.7000", "None"),
        ("2x", StepKind.TO_TAKE, "None", "0.8999"),
    ]
    assert plan.steps[1].course_run == "course-v1:Ex+2x+next"
    assert plan.steps[1].deadline == NOW + timedelta(days=35)


def test_of_a_course_under_way_a_plan_names_its_run(half_way: FakePlatform) -> None:
    half_way.add_run(run_of("2x"), end=NOW + timedelta(days=3))
    half_way.enroll(LEARNER, run_of("2x"), "audit")
    api.reconcile(now=NOW + timedelta(hours=1))
    step = api.plan_for(UUID_A, user_id=LEARNER, now=NOW).steps[1]
    assert (step.kind, step.course_run, step.deadline) == (StepKind.UNDER_WAY, run_of("2x"), NOW + timedelta(days=3))


def test_a_plan_writes_nothing(half_way: FakePlatform) -> None:
    with CaptureQueriesContext(connection) as queries:
        api.plan_for(UUID_A, user_id=LEARNER, now=NOW)
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


@pytest.mark.parametrize("composite", ["1.1", "-0.1", "0.85001"])
def test_a_composite_that_is_no_ratio_of_four_places_is_refused(half_way: FakePlatform, composite: str) -> None:
    with pytest.raises(ValueError, match="at most 4 places"):
        api.plan_for(UUID_A, user_id=LEARNER, composite=Decimal(composite), now=NOW)


def test_an_unknown_program_or_person_is_said_to_be_unknown(half_way: FakePlatform) -> None:
    with pytest.raises(UnknownProgramError):
        api.plan_for(UUID_B, user_id=LEARNER)
    with pytest.raises(UnknownUserError):
        api.plan_for(UUID_A, user_id=999)


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("micromasters", "plan", *args, stdout=out)
    return out.getvalue()


def test_the_command_says_what_is_needed(half_way: FakePlatform) -> None:
    get_user_model().objects.create(id=LEARNER, username="amina")
    said = run("amina", "example", "--composite", "0.80")
    assert "a composite of 0.80 is possible; with these grades the composite is 0.8000" in said
    assert "1x: fixed, has 0.7000\n2x: to take, needs 0.8999" in said


def test_the_command_gives_json(half_way: FakePlatform) -> None:
    get_user_model().objects.create(id=LEARNER, username="amina")
    plan = json.loads(run("amina", UUID_A, "--json"))
    assert (plan["is_possible"], plan["steps"][1]["least_ratio"]) == (True, "0.6000")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("nobody", "example"), "no user 'nobody'"),
        (("amina", "nothing"), "no program 'nothing'"),
        (("amina", "example", "--composite", "much"), "--composite takes a number"),
        (("amina", "example", "--composite", "2"), "--composite takes a number"),
    ],
)
def test_a_command_that_cannot_be_answered_says_why(half_way: FakePlatform, args: tuple[str, ...], says: str) -> None:
    get_user_model().objects.create(id=LEARNER, username="amina")
    with pytest.raises(CommandError, match=says):
        run(*args)
