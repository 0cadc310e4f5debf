"""Yield the decisions that a reconciliation would make, but write nothing.

``reconciliation`` and ``changes`` compare the learners.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from micromasters_plugin.data import ExpectedDecision, ProgramFailure, ReconcilePreview
from micromasters_plugin.exceptions import PlatformOutageError
from micromasters_plugin.pipeline.changes import changed, runs_by_program
from micromasters_plugin.pipeline.checkpoints import next_since
from micromasters_plugin.pipeline.outage_notes import failure_of
from micromasters_plugin.pipeline.outages import Outages
from micromasters_plugin.pipeline.reading import watch_outages
from micromasters_plugin.pipeline.reconciliation import batches_of_everyone, compare, parked_errors, parked_strangers
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.evaluation import Evaluation, Unchanged
from micromasters_plugin.standings.snapshot import outcome_of


def foresee(program_ids: Collection[int], *, now: datetime) -> Iterator[ReconcilePreview]:
    """Yield, batch by batch, the decisions that a full comparison would make, and begin with the first learner."""
    outages = watch_outages(now=now)
    for program_id in program_ids:
        try:
            batches = ((program_id, user_ids) for user_ids in batches_of_everyone(program_id))
            yield from _foresee(batches, now, outages, forgets_parked=True)
        except Exception as error:
            yield _failure_result(failure_of(program_id, error))


def preview_changes(
    program_ids: Collection[int], *, since: datetime | None, now: datetime
) -> Iterator[ReconcilePreview]:
    """Yield the expected decisions for changed learners.

    The decisions include parked learners, because a hint gives a parked learner another try.
    """
    runs, failures = runs_by_program(program_ids)
    yield from map(_failure_result, failures)
    since = next_since(runs, now=now) if since is None else since
    try:
        yield from _foresee(changed(runs, since), now, watch_outages(now=now))
    except Exception as error:
        yield from (_failure_result(failure_of(program_id, error)) for program_id in runs)


def _failure_result(failure: ProgramFailure) -> ReconcilePreview:
    return ReconcilePreview(failure.program_key, error=failure.error)


def _foresee(
    batches: Iterable[tuple[int, list[int]]], now: datetime, outages: Outages, *, forgets_parked: bool = False
) -> Iterator[ReconcilePreview]:
    keys = dict(Program.objects.values_list("id", "key"))
    for program_id, user_ids in batches:
        if program_id in outages.down:
            continue
        try:
            found = compare(program_id, user_ids, now=now, outages=outages)
        except PlatformOutageError as error:
            yield _failure_result(failure_of(program_id, error))
            continue
        parked = parked_errors(program_id, user_ids) if forgets_parked else {}
        strangers = parked_strangers(found, parked=parked)
        expected = (_expected(user_id, result) for user_id, result in found.items() if user_id not in strangers)
        decisions = tuple(decision for decision in expected if decision is not None)
        yield ReconcilePreview(keys[program_id], compared=len(found), decisions=decisions, unknown=tuple(strangers))


def _expected(user_id: int, found: Evaluation | Unchanged | Exception) -> ExpectedDecision | None:
    """Return the expected decision, or None if no decision is expected.

    The module ``decisions`` compares outcomes in the same way as this function.
    """
    if isinstance(found, Exception):
        return ExpectedDecision(user_id, error=repr(found))
    if isinstance(found, Unchanged):
        return None
    stored, standing = found.stored, found.standing
    if stored is not None and stored.outcome == outcome_of(standing, found.version.id):
        return None
    return ExpectedDecision(
        user_id,
        was_earned=stored is not None and stored.earned,
        is_earned=standing.earned,
        earned_before=stored.earned_requirements if stored is not None else 0,
        earned_after=standing.earned_requirements,
        total_requirements=standing.total_requirements,
    )
