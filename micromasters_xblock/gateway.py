"""Read from the plugin through its public API. Only this module of the block calls the plugin.

Functions import the plugin when they are called, so the block loads even if the plugin's app did not load.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError
from django.urls import reverse

if TYPE_CHECKING:
    from micromasters_plugin.data import Freshness, LearnerProgress, Plan, ProgramSummary

log = logging.getLogger(__name__)

#: The plugin's app has this label.
APP = "micromasters"

#: A handler answers with this status if the database fails, because the caller may try again later.
UNREADABLE = 503


class ProgramUnavailable(Exception):
    """The program cannot be shown: ``code`` is ``app_absent``, ``tables_unreadable`` or ``unknown_program``.

    ``status`` is the HTTP status of a handler's answer.
    """

    def __init__(self, code: str, status: int = 404):
        self.code, self.status = code, status
        super().__init__(code)


def list_programs(course_run: str) -> list[ProgramSummary]:
    """Return every program. Programs that name ``course_run`` come first.

    Raises:
        ProgramUnavailable: the plugin does not answer.
    """
    with _plugin():
        from micromasters_plugin import api

        return api.list_programs(course_run=course_run)


def read_progress(program_uuid: str, *, user_id: int, course_run: str, now: datetime) -> LearnerProgress:
    """Return one learner's progress.

    Raises:
        ProgramUnavailable: no program has the given uuid, or the plugin does not answer.
    """
    with _plugin():
        from micromasters_plugin import api

        return api.get_progress(program_uuid, user_id=user_id, course_run=course_run, now=now)


def read_outline(program_uuid: str, *, course_run: str, now: datetime) -> LearnerProgress:
    """Return the program without a learner. In the result nothing is earned, and there is no personal data.

    Raises:
        ProgramUnavailable: no program has the given uuid, or the plugin does not answer.
    """
    with _plugin():
        from micromasters_plugin import api

        return api.get_outline(program_uuid, course_run=course_run, now=now)


def read_freshness(program_uuid: str, *, user_id: int, now: datetime) -> Freshness:
    """Return the freshness of the learner's page at ``now``. A change of the page's data changes the freshness.

    One query.

    Raises:
        ProgramUnavailable: the plugin does not answer.
    """
    with _plugin():
        from micromasters_plugin import api

        return api.get_freshness(program_uuid, user_id=user_id, now=now)


def plans_for(program_uuid: str, *, user_id: int, composites: Sequence[Decimal], now: datetime) -> list[Plan]:
    """Return the easiest plan for each of these composites (0–1, at most 4 places), in the order of ``composites``.

    Raises:
        ProgramUnavailable: no program in use has the given uuid, no user has the given id, or the plugin does not
            answer.
    """
    with _plugin():
        from micromasters_plugin import api

        return api.plans_for(program_uuid, user_id=user_id, composites=composites, now=now)


def seconds_to_wait(user_id: int) -> int:
    """Count a request for plans. Return 0 if the request is allowed. Otherwise return the seconds to wait (1–60).

    Raises:
        ProgramUnavailable: the plugin does not answer.
    """
    with _plugin():
        from micromasters_plugin import api, exceptions

        try:
            api.count_plan_request(user_id)
        except exceptions.TooManyRequestsError as error:
            return error.retry_after_seconds
        return 0


def may_see_own_progress(user_id: int, course_run: str, *, is_course_staff: bool) -> bool:
    """Tell whether the reader may see their own progress in the course run. The host gives ``is_course_staff``.

    Raises:
        ProgramUnavailable: the plugin does not answer.
    """
    with _plugin():
        from micromasters_plugin import api
        from micromasters_plugin.data.actors import Actor, ActorKind

        actor = Actor(ActorKind.PERSON, user_id, is_course_staff=is_course_staff)
        return api.may_see_own_progress(actor, course_run)


def is_viewed_as_any_learner(course_run: str) -> bool:
    """Tell whether staff view the course run as a learner without choosing a specific learner.

    The reader then has no learner's progress.

    Raises:
        ProgramUnavailable: the plugin does not answer.
    """
    with _plugin():
        from micromasters_plugin import api

        return api.is_viewed_as_any_learner(course_run)


def credential_path(credential_uuid: str) -> str:
    """Return the path of the credential's public page."""
    return reverse("micromasters:credential", kwargs={"credential_uuid": credential_uuid})


def course_standings_path(course_run: str, program_uuid: str) -> str:
    """Return the path of the page where a course team sees its learners' standings in the program."""
    return reverse("micromasters:course_standings", args=[course_run, UUID(program_uuid)])


@contextmanager
def _plugin() -> Iterator[None]:
    """Turn every failure of the plugin into ``ProgramUnavailable``, so that the course's unit survives the failure.

    Known causes are a missing table after an incomplete migration, and a definition that a newer release wrote.
    """
    try:
        apps.get_app_config(APP)
    except LookupError:
        raise ProgramUnavailable("app_absent") from None
    from micromasters_plugin import exceptions
    from micromasters_plugin.answers import answer_to

    try:
        yield
    except (exceptions.UnknownProgramError, exceptions.UnknownUserError, exceptions.RetiredProgramError) as error:
        raise ProgramUnavailable("unknown_program", answer_to(error).http) from None
    except (DatabaseError, exceptions.MicromastersError) as error:
        kind = type(error).__name__
        log.error("The MicroMasters app cannot read its data (%s); run `micromasters doctor`", kind)
        status = answer_to(error).http if isinstance(error, exceptions.MicromastersError) else UNREADABLE
        raise ProgramUnavailable("tables_unreadable", status) from None
