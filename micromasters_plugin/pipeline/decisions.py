"""Turn evaluations into decisions, and write the standings, ledger entries and orders of a batch in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from micromasters_plugin.database.codec import SPARSE
from micromasters_plugin.database.retrying import retry_after_deadlock
from micromasters_plugin.domain.verdicts import ProgramVerdict
from micromasters_plugin.domain.versions import first_enrollment
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.inbox.hints import delete_hints
from micromasters_plugin.ledger import appending
from micromasters_plugin.ledger.payload import decision_payload
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, place
from micromasters_plugin.pipeline import leases
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.standings.evaluation import Evaluation, Unchanged
from micromasters_plugin.standings.models import Standing
from micromasters_plugin.standings.snapshot import inputs_to_json, outcome_of


@dataclass(frozen=True, slots=True)
class Due:
    """This record has a claimed learner, an evaluation, and the ids of the hints that the evaluation answers."""

    work: Work
    evaluation: Evaluation | Unchanged
    hint_ids: Sequence[int]


@retry_after_deadlock
@transaction.atomic
def decide(batch: Sequence[Due], *, now: datetime) -> tuple[set[int], int]:
    """Write the results of evaluating learners of one program, and delete the hints that the evaluations answer.

    The function locks work rows by ascending learner and then the ledger's head, as every transaction of this package
    does. The function skips learners whom another worker has leased.

    Returns:
        The function returns the ids of the work rows that this worker still held, and the number of new ledger entries.
            A learner gets a ledger entry if the outcome, version, counting attempts or overrides changed.
    """
    held = leases.lock([due.work for due in batch])
    mine = [due for due in batch if due.work.id in held]
    rows, orders, entries = [], [], []
    for due in mine:
        if isinstance(due.evaluation, Unchanged):
            continue
        row = _standing_row(due.work, due.evaluation, now)
        stored = due.evaluation.stored
        rows.append(row)
        if stored is None or stored.outcome != row.outcome:
            orders += _orders(due.work, due.evaluation, row.drops)
            found = due.evaluation
            entries.append((due.work.user_id, decision_payload(found.version, row.inputs, found.standing)))
    _write_standings(rows)
    fail_point("decision-written")
    delete_hints([hint_id for due in mine for hint_id in due.hint_ids])
    fail_point("hints-taken-away")
    leases.release([due.work for due in mine])
    fail_point("leases-released")
    if entries:
        place(orders, now=now)
        fail_point("effects-ordered")
        appending.append(batch[0].work.program_id, entries, now=now)
        fail_point("ledger-appended")
    return held, len(entries)


def _standing_row(work: Work, evaluation: Evaluation, now: datetime) -> Standing:
    standing = evaluation.standing
    return Standing(
        program_id=work.program_id,
        user_id=work.user_id,
        version_id=evaluation.version.id,
        earned=standing.earned,
        composite=standing.composite,
        earned_requirements=standing.earned_requirements,
        total_requirements=standing.total_requirements,
        meets_admission_bar=standing.meets_admission_bar,
        reevaluate_at=standing.reevaluate_at,
        verdict=SPARSE.encode(standing),
        inputs=inputs_to_json(evaluation.inputs),
        outcome=outcome_of(standing, evaluation.version.id),
        fingerprint=evaluation.fingerprint,
        drops=_drops(evaluation.stored, standing),
        evaluated=now,
        pinned_at=first_enrollment(evaluation.inputs.attempts),
    )


def _drops(before: Standing | None, after: ProgramVerdict) -> int:
    if before is None:
        return 0
    return before.drops + (before.earned and not after.earned)


#: An evaluation sets every column of a standing except the learner, the program and the date.
_DERIVED = tuple(
    field.attname
    for field in Standing._meta.concrete_fields
    if field.attname not in ("id", "user_id", "program_id", "evaluated")
)


def _write_standings(rows: Iterable[Standing]) -> None:
    """Insert or replace standings in one statement.

    The lock on the work row prevents other workers from writing the learner's standing.
    """
    has_target = connection.features.supports_update_conflicts_with_target
    Standing.objects.bulk_create(
        rows,
        update_conflicts=True,
        update_fields=[*_DERIVED, "evaluated"],
        unique_fields=["program_id", "user_id"] if has_target else None,
    )


def _orders(work: Work, evaluation: Evaluation, drops: int) -> list[NewOrder]:
    """Return the orders that the decision may need. Effects read the standing again before they act.

    A learner who lost the program before may have a credential that a person kept. The effect checks whether the
    learner lost anything else.
    """
    before, after = evaluation.stored, evaluation.standing
    kinds = []
    if after.earned:
        kinds.append(OrderKind.ISSUE_CREDENTIAL)
    elif drops:
        kinds.append(OrderKind.WITHDRAW_CREDENTIAL)
    if _affects_admission(before, after):
        kinds.append(OrderKind.FLAG_CANDIDATE)
    occasion = uuid.uuid4().hex
    return [NewOrder(kind, work.user_id, work.program_id, occasion) for kind in kinds]


def _affects_admission(before: Standing | None, after: ProgramVerdict) -> bool:
    return after.meets_admission_bar or (before is not None and before.meets_admission_bar)
