"""Record and withdraw overrides. An override waives a requirement, or holds, awards or revokes a program.

No event undoes an override.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from micromasters_plugin.data import Actor, OverrideDecision, OverrideKind, OverrideRecord
from micromasters_plugin.overrides import acts
from micromasters_plugin.programs.registry import find_program
from micromasters_plugin.tasks import schedule_evaluation


def record_override(
    program_uuid: str,
    kind: str,
    *,
    user_id: int,
    actor: Actor,
    reason: str,
    requirement: str = "",
    ratio: Decimal | None = None,
    expires: datetime | None = None,
    now: datetime | None = None,
) -> OverrideRecord:
    """Record an override for a learner. The next evaluation changes the standing and the credential.

    Args:
        program_uuid: the program's uuid.
        kind: the kind of the override. ``waive`` is for a requirement, and ``hold``, ``award`` and ``revoke`` are for
            the program.
        user_id: the learner's id.
        actor: the person who decided.
        reason: a text for staff. The learner and the public never see the reason.
        requirement: the key of the waived requirement.
        ratio: the grade that a waived course has in the composite grade. The grade is from 0 to 1, with at most 4
            places. By default, the waived course has no grade.
        expires: the end of the override. By default, the override never ends.
        now: the start of the override. By default, ``now`` is the present.

    Raises:
        UnknownProgramError: no program has the given uuid.
        NotAllowedError: the actor may not record this override.
        UnknownUserError: the platform has no user with the given id.
        RefusedOverrideError: the override is invalid, or the reason is empty.
        ValueError: no override has the given kind.
    """
    override = OverrideDecision(
        OverrideKind(kind), requirement, actor.user_id, reason, now or timezone.now(), expires=expires, ratio=ratio
    )
    record = acts.record(find_program(uuid=program_uuid), user_id, override, actor=actor)
    transaction.on_commit(schedule_evaluation, robust=True)
    return record


def withdraw_override(override_id: int, *, actor: Actor, reason: str, now: datetime | None = None) -> OverrideRecord:
    """Withdraw an override. The withdrawn override is stored with the actor and the reason of the withdrawal.

    Raises:
        NotAllowedError: the actor may not withdraw the override.
        RefusedOverrideError: no override has the given id, the override was already withdrawn, or the reason is empty.
    """
    record = acts.withdraw(override_id, actor=actor, reason=reason, now=now or timezone.now())
    transaction.on_commit(schedule_evaluation, robust=True)
    return record


def overrides_of(program_uuid: str, *, user_id: int) -> list[OverrideRecord]:
    """Return all overrides of a learner in a program, oldest first.

    The result includes withdrawn and expired overrides.

    Raises:
        UnknownProgramError: no program has the given uuid.
    """
    return acts.override_records(find_program(uuid=program_uuid).id, user_id)
