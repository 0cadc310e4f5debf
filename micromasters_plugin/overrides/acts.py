"""Store overrides, and read overrides for an evaluation.

``domain/overrides`` applies an override to a standing. ``programs/roles`` defines who may record overrides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from django.db import transaction

from micromasters_plugin.data import Actor, OverrideDecision, OverrideRecord
from micromasters_plugin.database.codec import SPARSE
from micromasters_plugin.domain.instants import EXPECTED, is_plausible
from micromasters_plugin.exceptions import RefusedOverrideError, UnknownUserError
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.ledger import appending
from micromasters_plugin.ledger.payload import Act
from micromasters_plugin.overrides.checking import check_override, checked_reason
from micromasters_plugin.overrides.models import Override
from micromasters_plugin.platform.people import get_people
from micromasters_plugin.programs import roles
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.registry import Version, programs_above, versions_of

#: The dictionary has the overrides of each (program id, learner id), oldest first.
Overrides = Mapping[tuple[int, int], Sequence[OverrideDecision]]


def overrides_in_effect(program_ids: Collection[int], user_ids: Collection[int]) -> Overrides:
    """Return the overrides that nobody withdrew. Expired overrides are included, because the rules check the time.

    One query.
    """
    rows = Override.objects.filter(program_id__in=program_ids, user_id__in=user_ids, withdrawn__isnull=True).order_by(
        "time", "id"
    )
    found: defaultdict[tuple[int, int], list[OverrideDecision]] = defaultdict(list)
    for row in rows:
        found[row.program_id, row.user_id].append(row.decision)
    return found


def override_records(program_id: int, user_id: int) -> list[OverrideRecord]:
    """Return all overrides of a learner in a program, oldest first, including withdrawn overrides."""
    rows = Override.objects.filter(program_id=program_id, user_id=user_id).order_by("time", "id")
    return [_record(row) for row in rows]


@transaction.atomic
def record(program: Program, user_id: int, override: OverrideDecision, *, actor: Actor) -> OverrideRecord:
    """Store the actor's override, and make the learner due.

    Raises:
        NotAllowedError: the actor may not change overrides in the program.
        RefusedOverrideError: the program's definition does not allow the override (see ``checking``).
        UnknownUserError: the platform has no user with the given id.
    """
    roles.require(roles.may_record_overrides, actor, program.id)
    versions = check_override(program, override)
    if user_id not in get_people().existing_users([user_id]):
        raise UnknownUserError(f"the platform has no user {user_id}")
    row = Override.objects.create(
        program=program,
        user_id=user_id,
        kind=override.kind.value,
        requirement=override.requirement,
        ratio=override.ratio,
        actor_id=override.actor_id,
        reason=checked_reason(override.reason),
        time=override.time,
        expires=override.expires,
        day=override.day,
        count=override.count,
        course_run=override.course_run,
        exam=override.exam,
        make_up_for=override.make_up_for,
    )
    _make_due(row, now=override.time)
    _record_in_ledger("override.given", row, override.actor_id, row.reason, versions, now=override.time)
    return _record(row)


@transaction.atomic
def withdraw(override_id: int, *, actor: Actor, reason: str, now: datetime) -> OverrideRecord:
    """Withdraw an override. The row stays, and records the actor and the reason of the withdrawal.

    Raises:
        NotAllowedError: the actor may not change overrides in the program.
        RefusedOverrideError: no override has the given id, the override was withdrawn before, the reason is empty, or
            ``now`` is not from 1900 to 8999.
    """
    if not is_plausible(now):
        raise RefusedOverrideError(f"the withdrawal has an impossible time: {EXPECTED} is expected")
    row = Override.objects.select_for_update().filter(id=override_id).first()
    if row is None:
        raise RefusedOverrideError(f"there is no override {override_id}")
    roles.require(roles.may_withdraw_overrides, actor, row.program_id)
    if row.withdrawn is not None:
        raise RefusedOverrideError(f"override {override_id} was withdrawn already")
    row.withdrawn, row.withdrawn_by, row.withdrawn_reason = now, actor.user_id, checked_reason(reason)
    row.save(update_fields=["withdrawn", "withdrawn_by", "withdrawn_reason"])
    _make_due(row, now=now)
    _record_in_ledger(
        "override.withdrawn", row, actor.user_id, row.withdrawn_reason, versions_of(row.program_id), now=now
    )
    return _record(row)


def _make_due(row: Override, *, now: datetime) -> None:
    """Make the learner due in the program and in programs that require the program.

    The standing in such a program depends on the standing in the program.
    """
    program_ids = {row.program_id, *programs_above(str(row.program.uuid))}
    Hint.objects.bulk_create(
        Hint(user_id=row.user_id, program_id=program_id, created=now) for program_id in sorted(program_ids)
    )


def _record_in_ledger(
    name: str, row: Override, actor_id: int, reason: str, versions: Sequence[Version], *, now: datetime
) -> None:
    """Record the act in the ledger. Call this function last, because the function locks the ledger's head."""
    details = {
        "override": row.id,
        "kind": row.kind,
        "requirement": row.requirement,
        "ratio": SPARSE.encode(row.ratio),
        "expires": row.expires and row.expires.astimezone(UTC).isoformat(),
        "day": row.day and row.day.isoformat(),
        "count": row.count,
        "course_run": row.course_run,
        "exam": row.exam,
        "make_up_for": row.make_up_for,
    }
    newest = max(versions, key=lambda version: version.number)
    act = Act(name, row.user_id, actor_id, reason, details)
    appending.record_act(row.program_id, act, version=newest, now=now)


def _record(row: Override) -> OverrideRecord:
    return OverrideRecord(row.id, row.decision, row.withdrawn, row.withdrawn_by, row.withdrawn_reason)
