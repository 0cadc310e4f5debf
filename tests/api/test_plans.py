"""Test that a plan of the API or the command uses the binding version and open runs, and writes nothing."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.data import Plan, StepKind
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.domain import planner
from micromasters_plugin.exceptions import UnknownProgramError, UnknownUserError
from micromasters_plugin.programs.models import Program
from micromasters_plugin.showing import plans
from tests.factories import UUID_A, UUID_B, program_text, run_of
from tests.fakes import FakePlatform

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LEARNER = 7


@pytest.fixture
def learner_half_way(program: Program, platform: FakePlatform) -> FakePlatform:
    """Return a learner who earned one course with 0.70.

    The learner has not begun the other course of the program, and the other course has an open run.
    """
    platform.pass_run(LEARNER, run_of("1x"), 0.7)
    platform.add_run(
        "course-v1:Ex+2x+next",
        start=NOW + timedelta(days=30),
        enrollment_end=NOW + timedelta(days=40),
        upgrade_deadline=NOW + timedelta(days=35),
    )
    api.reconcile(now=NOW)
    return platform


def test_a_plan_names_the_next_run_and_the_last_day_to_join_for_credit(learner_half_way: FakePlatform) -> None:
    plan = api.plan_for(UUID_A, user_id=LEARNER, composite=Decimal("0.8"), now=NOW)
    assert [(step.key, step.kind, str(step.ratio), str(step.least_ratio)) for step in plan.steps] == [
        ("1x", StepKind.FIXED, "0.7000", "None"),
        ("2x", StepKind.TO_TAKE, "None", "0.8999"),
    ]
    assert plan.steps[1].course_run == "course-v1:Ex+2x+next"
    assert plan.steps[1].deadline == NOW + timedelta(days=35)


def test_a_plan_names_the_run_of_a_course_under_way(learner_half_way: FakePlatform) -> None:
    learner_half_way.add_run(run_of("2x"), end=NOW + timedelta(days=3))
    learner_half_way.enroll(LEARNER, run_of("2x"), "audit")
    api.reconcile(now=NOW + timedelta(hours=1))
    step = api.plan_for(UUID_A, user_id=LEARNER, now=NOW).steps[1]
    assert (step.kind, step.course_run, step.deadline) == (StepKind.UNDER_WAY, run_of("2x"), NOW + timedelta(days=3))


@pytest.mark.parametrize(("mode", "days"), [("verified", 60), ("audit", 5)])
def test_a_step_under_way_has_the_upgrade_deadline_only_until_the_learner_is_in_a_credit_mode(
    learner_half_way: FakePlatform, mode: str, days: int
) -> None:
    learner_half_way.add_run(run_of("2x"), end=NOW + timedelta(days=60), upgrade_deadline=NOW + timedelta(days=5))
    learner_half_way.enroll(LEARNER, run_of("2x"), mode)
    api.reconcile(now=NOW + timedelta(hours=1))
    step = api.plan_for(UUID_A, user_id=LEARNER, now=NOW).steps[1]
    deadline = NOW + timedelta(days=days)
    assert (step.kind, step.course_run, step.deadline) == (StepKind.UNDER_WAY, run_of("2x"), deadline)


@pytest.mark.parametrize(
    ("mode", "kind", "run"),
    [("verified", StepKind.UNDER_WAY, run_of("2x")), ("audit", StepKind.TO_TAKE, "course-v1:Ex+2x+next")],
)
def test_after_the_upgrade_deadline_a_learner_in_no_credit_mode_takes_another_run(
    learner_half_way: FakePlatform, mode: str, kind: StepKind, run: str
) -> None:
    learner_half_way.add_run(run_of("2x"), end=NOW + timedelta(days=60), upgrade_deadline=NOW)
    learner_half_way.enroll(LEARNER, run_of("2x"), mode)
    api.reconcile(now=NOW + timedelta(hours=1))
    step = api.plan_for(UUID_A, user_id=LEARNER, now=NOW).steps[1]
    assert (step.kind, step.course_run) == (kind, run)


def test_a_run_whose_upgrade_deadline_is_over_is_not_offered(learner_half_way: FakePlatform) -> None:
    learner_half_way.add_run("course-v1:Ex+2x+next", enrollment_end=NOW + timedelta(days=9), upgrade_deadline=NOW)
    learner_half_way.add_run("course-v1:Ex+2x+last", start=NOW + timedelta(days=90))
    api.reconcile(now=NOW + timedelta(hours=1))
    step = api.plan_for(UUID_A, user_id=LEARNER, now=NOW).steps[1]
    assert (step.course_run, step.deadline) == ("course-v1:Ex+2x+last", None)


def import_ending_program() -> None:
    api.import_program(f"{program_text('1x', '2x')}ends: 2026-06-30\n", actor=OPERATOR)


def test_a_run_that_starts_after_the_last_day_of_the_program_is_not_offered(db: None, platform: FakePlatform) -> None:
    import_ending_program()
    platform.pass_run(LEARNER, run_of("1x"), 0.7)
    platform.add_run("course-v1:Ex+2x+late", start=datetime(2026, 7, 1, tzinfo=UTC))
    api.reconcile(now=NOW)
    step = api.plan_for(UUID_A, user_id=LEARNER, now=NOW).steps[1]
    assert (step.kind, step.course_run) == (StepKind.TO_TAKE, "")


def test_a_step_under_way_ends_with_the_program_if_its_run_is_longer(db: None, platform: FakePlatform) -> None:
    import_ending_program()
    platform.pass_run(LEARNER, run_of("1x"), 0.7)
    platform.add_run(run_of("2x"), end=datetime(2027, 3, 1, tzinfo=UTC))
    platform.enroll(LEARNER, run_of("2x"))
    api.reconcile(now=NOW)
    step = api.plan_for(UUID_A, user_id=LEARNER, now=NOW).steps[1]
    assert step.deadline == datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)


def test_a_plan_writes_nothing(learner_half_way: FakePlatform) -> None:
    with CaptureQueriesContext(connection) as queries:
        api.plan_for(UUID_A, user_id=LEARNER, now=NOW)
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


@pytest.mark.parametrize("composite", ["1.1", "-0.1", "0.85001"])
def test_a_composite_must_be_a_ratio_with_at_most_four_places(learner_half_way: FakePlatform, composite: str) -> None:
    with pytest.raises(ValueError, match="at most 4 places"):
        api.plan_for(UUID_A, user_id=LEARNER, composite=Decimal(composite), now=NOW)


def test_an_unknown_program_or_person_raises(learner_half_way: FakePlatform) -> None:
    with pytest.raises(UnknownProgramError):
        api.plan_for(UUID_B, user_id=LEARNER)
    with pytest.raises(UnknownUserError):
        api.plan_for(UUID_A, user_id=999)


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("micromasters", "plan", *args, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_needed_grades(learner_half_way: FakePlatform) -> None:
    get_user_model().objects.create(id=LEARNER, username="amina")
    said = run("amina", "example", "--composite", "0.80")
    assert "a composite of 0.80 is possible; with these grades the composite is 0.8000" in said
    assert "1x: fixed, has 0.7000\n2x: to take, needs 0.8999" in said


def test_the_command_gives_json(learner_half_way: FakePlatform) -> None:
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
def test_a_failed_command_prints_the_cause(learner_half_way: FakePlatform, args: tuple[str, ...], says: str) -> None:
    get_user_model().objects.create(id=LEARNER, username="amina")
    with pytest.raises(CommandError, match=says):
        run(*args)


@pytest.fixture
def computed_plans(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Record the number of targets in each call of the planner.

    The API does not call the planner if the cache has the plan.
    """
    cache.clear()
    asked: list[int] = []

    def count_evaluations(*args: Any, composites: Any, **fields: Any) -> Any:
        asked.append(len(composites))
        return planner.plans(*args, composites=composites, **fields)

    monkeypatch.setattr(plans, "plans", count_evaluations)
    return asked


def ask(now: datetime = NOW, composite: str = "0.8") -> Plan:
    return api.plan_for(UUID_A, user_id=LEARNER, composite=Decimal(composite), now=now)


def test_a_plan_is_cached_until_the_day_ends(learner_half_way: FakePlatform, computed_plans: list[int]) -> None:
    assert ask() == ask(NOW + timedelta(hours=23, minutes=59))
    assert len(computed_plans) == 1
    ask(NOW + timedelta(days=1))
    assert len(computed_plans) == 2


def test_a_plan_is_cached_until_the_next_deadline(learner_half_way: FakePlatform, computed_plans: list[int]) -> None:
    learner_half_way.add_run("course-v1:Ex+2x+next", enrollment_end=NOW + timedelta(hours=5))
    api.reconcile(now=NOW + timedelta(hours=1))
    assert ask(NOW + timedelta(hours=4)).steps[1].course_run == "course-v1:Ex+2x+next"
    assert ask(NOW + timedelta(hours=5)).steps[1].course_run != "course-v1:Ex+2x+next"
    assert len(computed_plans) == 2


def test_a_new_grade_gives_a_new_plan_immediately(learner_half_way: FakePlatform, computed_plans: list[int]) -> None:
    before = ask()
    learner_half_way.pass_run(LEARNER, run_of("1x"), 0.75)
    after = ask()
    assert (before.steps[1].least_ratio, after.steps[1].least_ratio) == (Decimal("0.8999"), Decimal("0.8499"))


def test_another_target_gets_another_plan(learner_half_way: FakePlatform, computed_plans: list[int]) -> None:
    assert ask().steps[1].least_ratio != ask(composite="0.81").steps[1].least_ratio


def test_several_targets_share_one_cache_entry(learner_half_way: FakePlatform, computed_plans: list[int]) -> None:
    targets = [Decimal("0.8"), None, Decimal("0.9")]
    made = api.plans_for(UUID_A, user_id=LEARNER, composites=targets, now=NOW)
    assert [plan.composite_target for plan in made] == targets
    assert computed_plans == [3]


def test_a_cache_key_reveals_no_person(learner_half_way: FakePlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    monkeypatch.setattr(cache, "set", lambda key, *_, **__: keys.append(key))
    ask(composite="0.8311")
    assert len(keys) == 1 and re.fullmatch("micromasters:plans:[0-9a-f]{64}", keys[0])


def test_the_command_says_that_a_plan_is_not_worked_out(
    learner_half_way: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(planner, "MAX_PLAN_STEPS", 3)
    get_user_model().objects.create(id=LEARNER, username="amina")
    assert "the credential is not worked out, because the search takes more than 3 steps;" in run("amina", "example")
    plan = json.loads(run("amina", UUID_A, "--json"))
    assert (plan["is_possible"], plan["steps"], plan["reasons"][0]["code"]) == (None, [], "not_worked_out")
    cache.clear()
