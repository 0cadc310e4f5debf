"""Process due learners batch by batch. ``backlog`` finds due learners, and ``batches`` processes a batch.

The worker's task, the command for cron and the reconciliation all use this code.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from micromasters_plugin.data import ProgramFailure, SweepResult
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.failures import traced
from micromasters_plugin.pipeline.backlog import due_batches
from micromasters_plugin.pipeline.batches import claim_batch
from micromasters_plugin.pipeline.outage_notes import end_round, error_line, last_failure_of_each, programs_to_sweep
from micromasters_plugin.pipeline.outages import Outages, kind_of_outage, reconnect
from micromasters_plugin.pipeline.reading import watch_outages
from micromasters_plugin.pipeline.slices import Slices
from micromasters_plugin.programs.registry import find_program_by_id
from micromasters_plugin.time_limit import is_up

log = logging.getLogger(__name__)


def sweep(*, now: datetime, stop_at: float | None = None) -> SweepResult:
    """Evaluate every learner who is due at ``now``, but stop once ``time.monotonic()`` passes ``stop_at``.

    A program in an outage is among the ``failures``, even if the sweep skips the program. Learners of a program in an
    outage keep their tries and hints.
    """
    programs, waiting = programs_to_sweep(now=now)
    outages, slices, result = watch_outages(now=now), Slices(), SweepResult()
    skipped_programs = lambda: waiting.keys() | outages.down  # noqa: E731
    for program_id, hints in due_batches(
        programs - waiting.keys(), skipped_programs=skipped_programs, now=now, stop_at=stop_at
    ):
        if is_up(stop_at):
            break
        result += try_batch(program_id, hints, now=now, outages=outages, slices=slices)
    result += end_round(outages, now=now)
    result += SweepResult(failures=tuple(each.as_failure() for each in waiting.values()))
    return replace(result, failures=last_failure_of_each(result.failures))


def try_batch(
    program_id: int, hints: Mapping[int, Sequence[int]], *, now: datetime, outages: Outages, slices: Slices
) -> SweepResult:
    """Process a batch. If the whole batch fails, log the error and leave the batch's learners due."""
    try:
        return process_batch(program_id, hints, now=now, outages=outages, slices=slices)
    except Exception as error:
        log.error("Program %s: a batch of %d learners failed and stays due: %s", program_id, len(hints), traced(error))
        if kind_of_outage(error) is not None:
            outages.down.add(program_id)
            reconnect()
        return SweepResult(failures=(ProgramFailure(find_program_by_id(program_id).key, error_line(error)),))


def process_batch(
    program_id: int,
    hints: Mapping[int, Sequence[int]],
    *,
    now: datetime,
    outages: Outages | None = None,
    slices: Slices | None = None,
) -> SweepResult:
    """Claim and evaluate learners of one program, and store the decisions. The learners are in ascending order.

    ``hints`` maps each learner to the ids of the learner's hints. If ``outages`` is None, the batch is a whole round.
    """
    watched = outages or watch_outages(now=now)
    batch = claim_batch(program_id, hints, now=now, outages=watched, slices=slices or Slices())
    result = batch.result
    if batch.open:
        fail_point("lease-taken")
        result = batch.process()
    return result if outages is not None else result + end_round(watched, now=now)
