"""Test that each use case has a permission rule, and that each action first checks the rule."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Permission

import micromasters_plugin
from micromasters_plugin import api
from micromasters_plugin.api import families
from micromasters_plugin.data.actors import OPERATOR, PLATFORM, Actor, ActorKind
from micromasters_plugin.exceptions import NotAllowedError
from micromasters_plugin.programs import roles
from micromasters_plugin.programs.models import Program
from tests.factories import UUID_A, run_of
from tests.fakes import FakePlatform

PACKAGE = Path(micromasters_plugin.__file__).parent
RUN = run_of("1x")

#: The platform permission that each use case requires of an account. With None, only an operator at a shell may do
#: this.
PERMISSIONS: dict[Callable[[Actor], bool], str | None] = {
    roles.may_change_credentials: "change_credential",
    roles.may_record_overrides: "add_override",
    roles.may_withdraw_overrides: "change_override",
    roles.may_import_programs: None,
    roles.may_retire_programs: "change_program",
    roles.may_import_exam_attempts: None,
    roles.may_replay_learners: "change_work",
    roles.may_replay_orders: "change_order",
    roles.may_confirm_deliveries: "change_delivery",
    roles.may_dismiss_parked_events: "delete_parkedevent",
    roles.may_erase_people: None,
    roles.may_export_people: None,
    roles.may_see_explanations: "view_standing",
}


def holder(*codenames: str) -> Actor:
    """Return a person whose account has only these permissions."""
    names = {f"micromasters.{codename}" for codename in codenames}
    return Actor(ActorKind.PERSON, 7, is_site_staff=True, holds=names.__contains__)


@pytest.mark.parametrize(("may", "permission"), PERMISSIONS.items(), ids=[may.__name__ for may in PERMISSIONS])
def test_operators_may_do_everything_and_accounts_need_the_permission(
    may: Callable[[Actor], bool], permission: str | None
) -> None:
    others = {each for each in PERMISSIONS.values() if each is not None} - {permission}
    assert may(OPERATOR)
    assert not may(holder(*others))
    assert may(holder(*others, *([permission] if permission else []))) is (permission is not None)


def test_the_platform_may_erase_people_and_nothing_else() -> None:
    assert [may for may in PERMISSIONS if may(PLATFORM)] == [roles.may_erase_people]


def test_a_refusal_names_the_use_case_and_no_person() -> None:
    with pytest.raises(NotAllowedError, match="person 7 may not change credentials"):
        roles.require(roles.may_change_credentials, holder(), 1)


@pytest.mark.parametrize(
    ("is_staff", "is_enrolled", "may"), [(False, True, True), (False, False, False), (True, False, True)]
)
def test_progress_is_for_the_enrolled_and_for_staff_of_the_course(
    platform: FakePlatform, is_staff: bool, is_enrolled: bool, may: bool
) -> None:
    if is_enrolled:
        platform.enroll(7, RUN)
    assert roles.may_see_own_progress(Actor(ActorKind.PERSON, 7, is_course_staff=is_staff), RUN) is may


def test_an_anonymous_user_is_in_no_course(platform: FakePlatform) -> None:
    assert not roles.may_see_own_progress(Actor(ActorKind.PERSON, is_course_staff=True), RUN)
    assert not roles.may_see_own_progress(Actor(ActorKind.PERSON, 7, is_course_staff=True), "")


def test_an_explanation_is_for_its_learner() -> None:
    assert roles.may_see_own_explanation(Actor(ActorKind.PERSON, 7), 7)
    assert not roles.may_see_own_explanation(Actor(ActorKind.PERSON, 7), 8)
    assert not roles.may_see_own_explanation(Actor(ActorKind.PERSON), 0)


def test_the_numbers_of_a_course_are_for_its_team(platform: FakePlatform) -> None:
    platform.staff.add((7, RUN))
    assert [roles.may_see_course_standings(Actor(ActorKind.PERSON, each), RUN) for each in (7, 8, 0)] == [
        True,
        False,
        False,
    ]
    with pytest.raises(NotAllowedError):
        api.course_standings(UUID_A, course_run=RUN, actor=Actor(ActorKind.PERSON, 8))


def test_permissions_are_read_from_django(db: None) -> None:
    user = get_user_model().objects.create_user("amina", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_standing"))
    actor = Actor.of_account(user)
    assert (actor.user_id, roles.may_read_metrics(actor)) == (user.pk, True)
    assert roles.may_see_rows(actor, "micromasters.standing") and not roles.may_see_rows(actor, "micromasters.work")
    visitor = Actor.of_account(AnonymousUser())
    assert (visitor.user_id, roles.may_read_metrics(visitor)) == (0, False)


ACTS: dict[str, Callable[[Actor, Program], object]] = {
    "record_override": lambda actor, _: api.record_override(UUID_A, "hold", user_id=1, actor=actor, reason="x"),
    "import_program": lambda actor, _: api.import_program("", actor=actor),
    "change_program": lambda actor, _: api.change_program(UUID_A, "retire", actor=actor, reason="x"),
    "import_exam_attempts": lambda actor, _: api.import_exam_attempts("", actor=actor),
    "replay_parked": lambda actor, _: api.replay_parked(actor=actor, reason="x"),
    "replay_rows": lambda actor, _: api.replay_rows(actor=actor, reason="x", work_ids=[1]),
    "confirm_deliveries": lambda actor, _: api.confirm_deliveries([1], actor=actor, reason="x"),
    "dismiss_parked_events": lambda actor, _: api.dismiss_parked_events([1], actor=actor, reason="x"),
    "erase_person": lambda actor, _: api.erase_person(1, actor=actor),
    "export_person": lambda actor, _: api.export_person(1, actor=actor),
    "explain": lambda actor, _: api.explain(UUID_A, user_id=1, actor=actor),
    "explain_in_words": lambda actor, _: api.explain_in_words(UUID_A, user_id=1, actor=actor),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_each_act_is_refused_to_an_account_without_its_permission(
    program: Program, platform: FakePlatform, act: Callable[[Actor, Program], object]
) -> None:
    with pytest.raises(NotAllowedError):
        act(holder(), program)


def test_withdrawing_an_override_is_refused_without_the_permission(program: Program, platform: FakePlatform) -> None:
    platform.add_learner(1)
    kept = api.record_override(UUID_A, "hold", user_id=1, actor=Actor.operator(2), reason="x")
    with pytest.raises(NotAllowedError):
        api.withdraw_override(kept.id, actor=holder("add_override"), reason="x")


def test_every_function_with_an_actor_is_tested_here_or_listed() -> None:
    functions = {name: each for name, each in vars(families).items() if inspect.isfunction(each)}
    takes = {name for name, each in functions.items() if "actor" in inspect.signature(each).parameters}
    permission_functions = {name for name in takes if name.startswith("may_")}
    tested = ACTS.keys() | {"change_credential", "withdraw_override", "course_standings"}
    assert takes - permission_functions == tested


def test_only_one_file_asks_the_platform_for_permissions() -> None:
    asking = {"has_perm", "has_perms", "is_superuser", "holds", "IsAdminUser", "IsAuthenticated"}
    files = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if getattr(node, "attr", getattr(node, "id", "")) in asking
    }
    assert files == {"data/actors.py", "programs/roles.py"}
