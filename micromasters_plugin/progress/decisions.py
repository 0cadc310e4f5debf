"""Turn an evaluation into a decision: standing, ledger entry and orders, in one transaction per learner and program."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from micromasters_plugin.domain.verdicts import Standing
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, place
from micromasters_plugin.outbox.retrying import again_after_deadlock
from micromasters_plugin.progress import leases, ledger, models
from micromasters_plugin.progress.evaluation import Evaluation
from micromasters_plugin.progress.ledger.payload import decision_payload
from micromasters_plugin.progress.models import Hint, Work
from micromasters_plugin.progress.snapshot import outcome_of, plain


@again_after_deadlock
@transaction.atomic
def decide(work: Work, evaluation: Evaluation, hint_ids: Sequence[int], *, now: datetime) -> bool:
    """Write what ``evaluation`` changes, and take away the hints that it answers: exactly those read before it.

    Returns True where outcome, version or counting attempts changed, which is what the ledger records.

    Raises:
        LeaseLostError: another worker holds the learner; nothing was written.
    """
    leases.lock(work)
    stored = evaluation.stored
    outcome = outcome_of(evaluation.standing, evaluation.version.id)
    is_decision = stored is None or stored.outcome != outcome
    _write_standing(work, evaluation, outcome, now)
    if hint_ids:
        Hint.objects.filter(id__in=hint_ids).delete()
    leases.release(work)
    if is_decision:
        place(_orders(work, evaluation), now=now)
        payload = decision_payload(evaluation.version, evaluation.inputs, evaluation.standing)
        ledger.append(work.program_id, work.user_id, payload, now=now)
    return is_decision


def _write_standing(work: Work, evaluation: Evaluation, outcome: str, now: datetime) -> None:
    standing, stored = evaluation.standing, evaluation.stored
    values = {
        "version_id": evaluation.version.id,
        "earned": standing.earned,
        "composite": standing.composite,
        "earned_requirements": standing.earned_requirements,
        "total_requirements": standing.total_requirements,
        "meets_admission_bar": standing.meets_admission_bar,
        "reevaluate_at": standing.reevaluate_at,
        "verdict": plain(standing),
        "inputs": plain(evaluation.inputs),
        "outcome": outcome,
    }
    if stored is None:
        models.Standing.objects.create(program_id=work.program_id, user_id=work.user_id, evaluated=now, **values)
    elif any(getattr(stored, name) != value for name, value in values.items()):
        models.Standing.objects.filter(id=stored.id).update(evaluated=now, **values)


def _orders(work: Work, evaluation: Evaluation) -> list[NewOrder]:
    """Effects read the standing again when they run, so an order says only that something may be due."""
    before, after = evaluation.stored, evaluation.standing
    kinds = []
    if after.earned:
        kinds.append(OrderKind.ISSUE_CREDENTIAL)
    elif before is not None and before.earned:
        kinds.append(OrderKind.WITHDRAW_CREDENTIAL)
    if _concerns_admission(before, after):
        kinds.append(OrderKind.FLAG_CANDIDATE)
    occasion = uuid.uuid4().hex
    return [NewOrder(kind, work.user_id, work.program_id, occasion) for kind in kinds]


def _concerns_admission(before: models.Standing | None, after: Standing) -> bool:
    return after.meets_admission_bar or (before is not None and before.meets_admission_bar)
