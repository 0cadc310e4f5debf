"""Decide whether an actor may see data or do an action.

Each action has one function, and the admin, the API, the pages and the commands call that function.

To add a role for all programs or for a single program, change only this module and ``data/actors``. If ``program_id``
is None, the question concerns all programs. No function of this module writes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from micromasters_plugin.data.actors import Actor, ActorKind
from micromasters_plugin.exceptions import NotAllowedError
from micromasters_plugin.platform.course_teams import get_course_teams

P = ParamSpec("P")


def require(may: Callable[Concatenate[Actor, P], bool], actor: Actor, *args: P.args, **kwargs: P.kwargs) -> None:
    """Raise an error unless the actor may do the action. Call this function in the first line of every action.

    Raises:
        NotAllowedError: ``may`` returns False for the actor.
    """
    if not may(actor, *args, **kwargs):
        deed = may.__name__.removeprefix("may_").replace("_", " ")
        raise NotAllowedError(f"{actor.kind} {actor.user_id} may not {deed}")


# --- actions on outcomes --------------------------------------------------------------------------------------------


def may_change_credentials(actor: Actor, program_id: int | None = None) -> bool:
    """Tell whether the actor may suspend, reinstate, revoke, reissue or keep a credential."""
    return _has_permission(actor, "change_credential", program_id)


def may_record_overrides(actor: Actor, program_id: int | None = None) -> bool:
    """Tell whether the actor may record an override of any kind."""
    return _has_permission(actor, "add_override", program_id)


def may_withdraw_overrides(actor: Actor, program_id: int | None = None) -> bool:
    """Tell whether the actor may withdraw an override."""
    return _has_permission(actor, "change_override", program_id)


def may_import_programs(actor: Actor) -> bool:
    """Tell whether the actor may import a definition as a new program or as a new version of a program."""
    return _is_operator(actor)


def may_retire_programs(actor: Actor, program_id: int | None = None) -> bool:
    """Tell whether the actor may retire or restore a program."""
    return _has_permission(actor, "change_program", program_id)


def may_import_exam_attempts(actor: Actor) -> bool:
    """Tell whether the actor may import exam attempts of any program from a file."""
    return _is_operator(actor)


# --- actions on parked work -----------------------------------------------------------------------------------------


def may_replay_learners(actor: Actor, program_id: int | None = None) -> bool:
    """Tell whether the actor may try parked learners again."""
    return _has_permission(actor, "change_work", program_id)


def may_replay_orders(actor: Actor, program_id: int | None = None) -> bool:
    """Tell whether the actor may try parked orders again."""
    return _has_permission(actor, "change_order", program_id)


def may_confirm_deliveries(actor: Actor, program_id: int | None = None) -> bool:
    """Tell whether the actor may confirm that a message arrived.

    A person confirms a message if nobody knows whether the message was sent.
    """
    return _has_permission(actor, "change_delivery", program_id)


def may_dismiss_parked_events(actor: Actor) -> bool:
    """Tell whether the actor may delete parked events, which could not be read."""
    return _has_permission(actor, "delete_parkedevent", None)


# --- people ---------------------------------------------------------------------------------------------------------


def may_erase_people(actor: Actor) -> bool:
    """Tell whether the actor may erase all data about a person."""
    return _is_operator(actor) or actor.kind is ActorKind.PLATFORM


def may_export_people(actor: Actor) -> bool:
    """Tell whether the actor may export all data about a person."""
    return _is_operator(actor)


# --- reading --------------------------------------------------------------------------------------------------------


def may_see_own_progress(actor: Actor, course_run: str) -> bool:
    """Tell whether the actor may read the actor's own progress in a course run, as a member or as course staff.

    The function sends at most one query.
    """
    if not actor.user_id or not course_run:
        return False
    return actor.is_course_staff or get_course_teams().is_member(actor.user_id, course_run)


def may_see_own_explanation(actor: Actor, user_id: int) -> bool:
    """Tell whether the actor may read the explanation of the actor's own standing, in the form for learners."""
    return _is_operator(actor) or 0 != actor.user_id == user_id


def may_see_explanations(actor: Actor) -> bool:
    """Tell whether the actor may read the explanation of any learner's standing, in the form for staff."""
    return may_see_rows(actor, "micromasters.standing")


def may_see_course_standings(actor: Actor, course_run: str) -> bool:
    """Tell whether the actor may read a course run's standings as staff.

    The staff belong to the run, the organisation or the site. The function sends at most three queries.
    """
    return _is_operator(actor) or bool(actor.user_id and get_course_teams().is_course_staff(actor.user_id, course_run))


def may_see_rows(actor: Actor, table: str) -> bool:
    """Tell whether the actor may open rows in the admin.

    ``table`` is a model's label, such as ``micromasters.standing``.
    """
    app, _, name = table.partition(".")
    return _is_operator(actor) or any(actor.holds(f"{app}.{action}_{name}") for action in ("view", "change"))


def may_read_metrics(actor: Actor) -> bool:
    """Tell whether the actor may read the figures for monitoring."""
    return _is_operator(actor) or actor.is_site_staff


# --- roles ----------------------------------------------------------------------------------------------------------


def _is_operator(actor: Actor) -> bool:
    """Tell whether the actor works at a shell of the site, where nothing is protected."""
    return actor.kind is ActorKind.OPERATOR


def _has_permission(actor: Actor, codename: str, program_id: int | None) -> bool:
    """Tell whether the actor is an operator or has the platform's permission. A permission applies to every program."""
    return _is_operator(actor) or actor.holds(f"micromasters.{codename}")
