"""Run the pipeline in rounds, and reconcile standings with the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.utils import timezone

from micromasters_plugin.data import ChangesResult, ReconcilePreview, ReconcileProgress, SweepResult
from micromasters_plugin.pipeline import foreseeing, rounds
from micromasters_plugin.programs.registry import program_ids_in_use
from micromasters_plugin.tasks import schedule_evaluation


def run_pending(*, now: datetime | None = None, max_seconds: float | None = None) -> SweepResult:
    """Evaluate all due learners and carry out the open orders.

    A caller may call the function twice, in parallel and often. ``failures`` in the result
    names a program that is in an outage. The learners of a program in an outage stay due.
    """
    return rounds.run_round(now=now or timezone.now(), max_seconds=max_seconds)


def reconcile(
    *,
    program_key: str = "",
    now: datetime | None = None,
    watch: Callable[[ReconcileProgress], None] = lambda progress: None,
) -> SweepResult:
    """Evaluate every learner of one program from the truth. By default, evaluate every learner of all programs.

    A second run changes nothing. If a definition is unreadable or the platform fails, ``failures`` in the result names
    the program. A failure of one program does not stop the other programs. The function tries parked learners once
    more. If a run of the last day was interrupted, and the definitions have not changed, this run continues the
    interrupted run. This run then begins after the last learner that the interrupted run compared. At the end, this run
    compares the earlier learners too. When the function returns, every learner was compared.

    Args:
        watch: a function that is called before each program's first batch of learners, and after each batch.

    Raises:
        UnknownProgramError: no program has the given key.
        RetiredProgramError: the program was retired.
    """
    return rounds.reconcile(program_ids_in_use(program_key), now=now or timezone.now(), watch=watch)


def reconcile_changes(
    *, since: datetime | None = None, program_key: str = "", now: datetime | None = None
) -> ChangesResult:
    """Append hints for learners whose data changed on the platform without an event.

    Changes before ``since`` do not count. By default, ``since`` is the end of the last reading less
    ``MICROMASTERS_RECONCILE_OVERLAP_SECONDS``. The first reading begins ``MICROMASTERS_RECONCILE_OVERLAP_SECONDS``
    before the present. A deletion has no date, so only ``reconcile`` finds deletions. If a program cannot be read,
    ``failures`` in the result names the program. A failure of one program does not stop the other programs.

    Raises:
        UnknownProgramError: no program has the given key.
        RetiredProgramError: the program was retired.
    """
    result = rounds.reconcile_changes(program_ids_in_use(program_key), since=since, now=now or timezone.now())
    if result.due:
        schedule_evaluation()
    return result


def preview_reconcile(*, program_key: str = "", now: datetime | None = None) -> Iterator[ReconcilePreview]:
    """Yield batches of the decisions that ``reconcile`` would make. The first batch begins with the first learner.

    The function writes nothing.

    Raises:
        UnknownProgramError: no program has the given key.
        RetiredProgramError: the program was retired.
    """
    return foreseeing.foresee(program_ids_in_use(program_key), now=now or timezone.now())


def preview_changes(
    *, since: datetime | None = None, program_key: str = "", now: datetime | None = None
) -> Iterator[ReconcilePreview]:
    """Yield the decisions that the hints of ``reconcile_changes`` would cause. The function writes nothing.

    Raises:
        UnknownProgramError: no program has the given key.
        RetiredProgramError: the program was retired.
    """
    return foreseeing.preview_changes(program_ids_in_use(program_key), since=since, now=now or timezone.now())
