"""Record and withdraw overrides. An override is a decision of staff about a requirement, an attempt or a program.

No event undoes an override.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from micromasters_plugin.data import Actor, OverrideDecision, OverrideKind, OverrideRecord
from micromasters_plugin.overrides import acts
from micromasters_plugin.pipeline import overriding
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
    day: date | None = None,
    count: int | None = None,
    course_run: str = "",
    exam: str = "",
    make_up_for: str = "",
    expires: date | datetime | None = None,
    is_confirmed: bool = False,
    now: datetime | None = None,
) -> OverrideRecord:
    """Record an override for a learner. The next evaluation changes the standing and the credential.

    Args:
        program_uuid: the program's uuid.
        kind: the kind of the override. ``waive`` and ``grant`` are for a requirement, ``discount`` is for a course run,
            and ``make_up`` is for an exam. ``hold``, ``award`` and ``revoke`` are for the program.
        user_id: the learner's id.
        actor: the person who decided.
        reason: a text for staff. The learner and the public never see the reason.
        requirement: the key of the requirement that is waived, or that gets further tries.
        ratio: the grade that a waived course has in the composite grade. The grade is from 0 to 1, with at most 4
            places. By default, the waived course has no grade.
        day: the day on which a waived requirement was met. The day is for the credential's sentence and for ranking
            only. By default, the day is unknown.
        count: the number of further tries that a ``grant`` gives, from 1 to 100.
        course_run: the key of the course run in which the learner's attempt does not count.
        exam: the usage key of the make-up exam.
        make_up_for: the usage key of the errored exam that the make-up exam replaces.
        expires: the end of the override. A date without a time is 00:00 in the program's time zone. By default, the
            override never ends.
        is_confirmed: whether the actor confirmed the cautions that ``UnconfirmedOverrideError`` names.
        now: the start of the override. By default, ``now`` is the present.

    Raises:
        UnknownProgramError: no program has the given uuid.
        NotAllowedError: the actor may not record this override.
        UnknownUserError: the platform has no user with the given id.
        RefusedOverrideError: the override is invalid, or the reason is empty.
        UnconfirmedOverrideError: the waiver's grade is below the requirement's passing grade, or the waiver replaces
            another waiver, and ``is_confirmed`` is False.
        ValueError: no override has the given kind.
    """
    program = find_program(uuid=program_uuid)
    override = OverrideDecision(
        kind=OverrideKind(kind),
        requirement=requirement,
        actor_id=actor.user_id,
        reason=reason,
        time=now or timezone.now(),
        expires=overriding.end_of_override(program, expires),
        ratio=ratio,
        day=day,
        count=count,
        course_run=course_run,
        exam=exam,
        make_up_for=make_up_for,
    )
    record = overriding.record_override(program, user_id, override, actor=actor, is_confirmed=is_confirmed)
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
