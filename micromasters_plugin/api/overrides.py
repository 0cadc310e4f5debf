"""Decisions by hand: waive a requirement, hold, award or revoke a program, and take such a decision back.

No event undoes one.
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
    """Keep a person's decision about a learner; the standing, and the credential, follow with the next evaluation.

    Args:
        program_uuid: the program.
        kind: ``waive`` (a requirement counts as earned), ``hold``, ``award`` or ``revoke`` (the program).
        user_id: the learner.
        actor: who decided.
        reason: in words, for staff; never shown to the learner or in public.
        requirement: the key of what is waived.
        ratio: the grade, 0–1 with at most 4 places, with which a waived course enters the composite; by default none.
        expires: when the decision ends; by default never.
        now: when it begins; by default the present.

    Raises:
        UnknownProgramError: no program has that uuid.
        NotAllowedError: the actor may not decide this.
        UnknownUserError: the platform has no such learner.
        RefusedOverrideError: it makes no sense, or the reason is empty.
        ValueError: there is no such kind.
    """
    override = OverrideDecision(
        OverrideKind(kind), requirement, actor.user_id, reason, now or timezone.now(), expires=expires, ratio=ratio
    )
    kept = acts.record(find_program(uuid=program_uuid), user_id, override, actor=actor)
    transaction.on_commit(schedule_evaluation, robust=True)
    return kept


def withdraw_override(override_id: int, *, actor: Actor, reason: str, now: datetime | None = None) -> OverrideRecord:
    """Take a decision back; it stays on record with who withdrew it and why.

    Raises:
        NotAllowedError: the actor may not withdraw it.
        RefusedOverrideError: there is none with that id, it was withdrawn already, or the reason is empty.
    """
    kept = acts.withdraw(override_id, actor=actor, reason=reason, now=now or timezone.now())
    transaction.on_commit(schedule_evaluation, robust=True)
    return kept


def overrides_of(program_uuid: str, *, user_id: int) -> list[OverrideRecord]:
    """Return all that was decided by hand of a learner in a program, oldest first, withdrawn or expired included.

    Raises:
        UnknownProgramError: no program has that uuid.
    """
    return acts.override_records(find_program(uuid=program_uuid).id, user_id)
