"""The work of the pipeline: sweeps and reconciliation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.utils import timezone

from micromasters_plugin.data import ChangesResult, Foreseen, ReconcileProgress, SweepResult
from micromasters_plugin.pipeline import foreseeing, rounds
from micromasters_plugin.programs.registry import program_ids_in_use
from micromasters_plugin.tasks import schedule_evaluation


def run_pending(*, now: datetime | None = None, max_seconds: float | None = None) -> SweepResult:
    """Evaluate everyone who is due and carry out what follows. Safe to call often, twice and in parallel.

    A program in an outage is among the ``failures`` of the result; its learners stay due.
    """
    return rounds.run_round(now=now or timezone.now(), max_seconds=max_seconds)


def reconcile(
    *,
    program_key: str = "",
    now: datetime | None = None,
    watch: Callable[[ReconcileProgress], None] = lambda progress: None,
) -> SweepResult:
    """Evaluate every learner of one program, or of all, from the truth. A second run changes nothing.

    A program that cannot be reconciled, its definition being unreadable or the platform out of order, is among the
    ``failures`` of the result; the others go on. Parked learners are evaluated once more. One that was stopped goes on
    where it was, if that was within a day and under the same definitions, and looks last at those whom it had
    done: once it returns, everyone was compared.

    Args:
        watch: called before each program's first batch of learners and after each batch.

    Raises:
        UnknownProgramError: no program has that key.
        RetiredProgramError: it was retired.
    """
    return rounds.reconcile(program_ids_in_use(program_key), now=now or timezone.now(), watch=watch)


def reconcile_changes(
    *, since: datetime | None = None, program_key: str = "", now: datetime | None = None
) -> ChangesResult:
    """Make due whoever has changed on the platform at or after ``since`` while no event came here.

    Without ``since``: from where the last reading ended, the first time from now, less
    ``MICROMASTERS_RECONCILE_OVERLAP_SECONDS``. What was deleted shows no date: ``reconcile`` finds it. A program that
    cannot be read is among the ``failures``; the others go on.

    Raises:
        UnknownProgramError: no program has that key.
        RetiredProgramError: it was retired.
    """
    result = rounds.reconcile_changes(program_ids_in_use(program_key), since=since, now=now or timezone.now())
    if result.due:
        schedule_evaluation()
    return result


def foresee_reconcile(*, program_key: str = "", now: datetime | None = None) -> Iterator[Foreseen]:
    """Yield, batch by batch, what ``reconcile`` would decide, from the first learner on. Writes nothing.

    Raises:
        UnknownProgramError: no program has that key.
        RetiredProgramError: it was retired.
    """
    return foreseeing.foresee(program_ids_in_use(program_key), now=now or timezone.now())


def foresee_changes(
    *, since: datetime | None = None, program_key: str = "", now: datetime | None = None
) -> Iterator[Foreseen]:
    """Yield what would be decided of those whom ``reconcile_changes`` makes due. Writes nothing.

    Raises:
        UnknownProgramError: no program has that key.
        RetiredProgramError: it was retired.
    """
    return foreseeing.foresee_changes(program_ids_in_use(program_key), since=since, now=now or timezone.now())
