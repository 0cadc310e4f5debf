"""Run the pipeline: rounds and reconciliation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.utils import timezone

from micromasters_plugin.data import ChangesResult, ReconcilePreview, ReconcileProgress, SweepResult
from micromasters_plugin.pipeline import foreseeing, rounds
from micromasters_plugin.programs.registry import program_ids_in_use
from micromasters_plugin.tasks import schedule_evaluation


def run_pending(*, now: datetime | None = None, max_seconds: float | None = None) -> SweepResult:
    """Evaluate all due learners and carry out the open orders. Safe to call twice, in parallel, and often.

    A program in an outage is in the ``failures`` of the result. The learners of such a program stay due.
    """
    return rounds.run_round(now=now or timezone.now(), max_seconds=max_seconds)


def reconcile(
    *,
    program_key: str = "",
    now: datetime | None = None,
    watch: Callable[[ReconcileProgress], None] = lambda progress: None,
) -> SweepResult:
    """Evaluate every learner of one program, or of all programs, from the truth. A second run changes nothing.

    A program is in the ``failures`` of the result if its definition is unreadable or the platform fails. The other
    programs continue. Parked learners are tried once more. If a run was interrupted within the last day, and the
    definitions have not changed, this run continues after the last compared learner. The run then compares the earlier
    learners too. When the function returns, every learner was compared.

    Args:
        watch: called before each program's first batch of learners and after each batch.

    Raises:
        UnknownProgramError: no program has that key.
        RetiredProgramError: the program was retired.
    """
    return rounds.reconcile(program_ids_in_use(program_key), now=now or timezone.now(), watch=watch)


def reconcile_changes(
    *, since: datetime | None = None, program_key: str = "", now: datetime | None = None
) -> ChangesResult:
    """Append hints for learners whose data on the platform changed at or after ``since`` without an event.

    By default, ``since`` is the end of the last reading less ``MICROMASTERS_RECONCILE_OVERLAP_SECONDS``. The first
    reading begins that number of seconds before the present. Deletions have no date, so only ``reconcile`` finds them.
    A program that cannot be read is in the ``failures`` of the result. The other programs continue.

    Raises:
        UnknownProgramError: no program has that key.
        RetiredProgramError: the program was retired.
    """
    result = rounds.reconcile_changes(program_ids_in_use(program_key), since=since, now=now or timezone.now())
    if result.due:
        schedule_evaluation()
    return result


def preview_reconcile(*, program_key: str = "", now: datetime | None = None) -> Iterator[ReconcilePreview]:
    """Yield the decisions that ``reconcile`` would make, batch by batch, from the first learner on. Writes nothing.

    Raises:
        UnknownProgramError: no program has that key.
        RetiredProgramError: the program was retired.
    """
    return foreseeing.foresee(program_ids_in_use(program_key), now=now or timezone.now())


def preview_changes(
    *, since: datetime | None = None, program_key: str = "", now: datetime | None = None
) -> Iterator[ReconcilePreview]:
    """Yield the decisions that would follow from the hints of ``reconcile_changes``. Writes nothing.

    Raises:
        UnknownProgramError: no program has that key.
        RetiredProgramError: the program was retired.
    """
    return foreseeing.preview_changes(program_ids_in_use(program_key), since=since, now=now or timezone.now())
