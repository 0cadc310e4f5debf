"""Plan the remaining work of a learner, and explain a learner's standing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from micromasters_plugin.data import Actor, Explanation, Plan
from micromasters_plugin.programs import roles
from micromasters_plugin.showing import plans, throttling
from micromasters_plugin.showing.explanation import tracing
from micromasters_plugin.showing.explanation.learner_text import describe_for_learner
from micromasters_plugin.showing.explanation.staff_text import describe_for_staff


def plan_for(program_uuid: str, *, user_id: int, composite: Decimal | None = None, now: datetime | None = None) -> Plan:
    """Return the easiest way to a target. The function evaluates the learner first. The function writes nothing.

    Args:
        program_uuid: the program's uuid.
        user_id: the learner's id.
        composite: the composite grade to reach together with the credential. The grade is from 0 to 1, with at most 4
            places. By default, the target is the credential alone.
        now: the start of the plan. By default, ``now`` is the present.

    Raises:
        UnknownProgramError: no program has the given uuid.
        UnknownUserError: the platform has no user with the given id.
        RetiredProgramError: the program was retired, so nothing new counts in it.
        ValueError: ``composite`` is not from 0 to 1, or has more than 4 places.
    """
    (plan,) = plans_for(program_uuid, user_id=user_id, composites=[composite], now=now)
    return plan


def plans_for(
    program_uuid: str, *, user_id: int, composites: Sequence[Decimal | None], now: datetime | None = None
) -> list[Plan]:
    """Return a plan for each of ``composites``, in the order of ``composites``.

    One evaluation serves all plans (see ``plan_for``). The limit of steps for all plans is the limit for a single plan.
    When the plans reach the limit of steps, the planner does not work out the later plans. The function raises the
    exceptions of ``plan_for``.
    """
    for composite in composites:
        if composite is not None and not (0 <= composite <= 1 and composite == round(composite, 4)):
            raise ValueError(f"a composite is 0-1 with at most 4 places, not {composite}")
    return plans.plans_for(program_uuid, user_id, composites=composites, now=now or timezone.now())


def count_plan_request(user_id: int) -> None:
    """Count one person's request for plans.

    A caller that has no rate limit of its own calls this function before a request for a plan.

    Raises:
        TooManyRequestsError: there were too many requests in this minute. ``retry_after_seconds`` is the time to wait.
    """
    throttling.count_plan_request(user_id)


def explain(program_uuid: str, *, user_id: int, actor: Actor, now: datetime | None = None) -> Explanation:
    """Return the full trace of a fresh evaluation, for staff. The function writes nothing.

    Raises:
        NotAllowedError: the actor may not see the trace.
        UnknownProgramError: no program has the given uuid.
        UnknownUserError: the platform has no user with the given id.
    """
    roles.require(roles.may_see_explanations, actor)
    return tracing.explain(program_uuid, user_id, now=now or timezone.now())


def explain_in_words(
    program_uuid: str, *, user_id: int, actor: Actor, for_learner: bool = False, now: datetime | None = None
) -> str:
    """Return the trace as text.

    Staff get the full trace in English, and a learner gets the learner's part in the active language.

    Raises:
        NotAllowedError: the actor may not see the trace.
        UnknownProgramError: no program has the given uuid.
        UnknownUserError: the platform has no user with the given id.
    """
    if not for_learner:
        return describe_for_staff(explain(program_uuid, user_id=user_id, actor=actor, now=now))
    roles.require(roles.may_see_own_explanation, actor, user_id)
    return describe_for_learner(tracing.explain(program_uuid, user_id, now=now or timezone.now()))
