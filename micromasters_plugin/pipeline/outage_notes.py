"""Store when each outage began, and until when the sweep skips the program.

An outage ends with the first round that can read the data of a learner in the program. ``outages`` decides whether
failures are an outage.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from micromasters_plugin.data import ProgramFailure, SweepResult
from micromasters_plugin.database.retrying import RetryPolicy
from micromasters_plugin.failures import describe, traced
from micromasters_plugin.pipeline.models import Checkpoint
from micromasters_plugin.pipeline.outages import Failure, Outages, kind_of_outage
from micromasters_plugin.programs.registry import find_program_by_id, programs_in_use

log = logging.getLogger(__name__)

#: The sweep retries a program in an outage after half a minute, and later every five minutes.
BACK_OFF = RetryPolicy(first_seconds=30, longest_seconds=300)

#: A longer wait comes from a clock that ran ahead, so the sweep ignores the longer wait.
LONGEST_WAIT = timedelta(seconds=2 * BACK_OFF.longest_seconds)


@dataclass(frozen=True, slots=True)
class Waiting:
    """The sweep skips this program until an instant, because of an error."""

    program_key: str
    until: datetime
    error: str

    def as_failure(self) -> ProgramFailure:
        return ProgramFailure(
            self.program_key, f"skipped until {self.until:%H:%M:%S} UTC after an outage: {self.error}"
        )


def programs_to_sweep(*, now: datetime) -> tuple[set[int], dict[int, Waiting]]:
    """Return the ids of the programs in use. Also return the programs to skip at ``now``, by id.

    The function sends one query.
    """
    rows = programs_in_use().values_list("id", "key", "checkpoint__outage_until", "checkpoint__outage_error")
    found = list(rows)
    waiting = {
        program_id: Waiting(key, until, error)
        for program_id, key, until, error in found
        if until is not None and now < until <= now + LONGEST_WAIT
    }
    return {program_id for program_id, *_ in found}, waiting


def end_round(outages: Outages, *, now: datetime) -> SweepResult:
    """Store the outages that began or ended in a round.

    Return the failures, and the number of learners who are now parked.
    """
    found = outages.close()
    failures = tuple(_note(program_id, failures, outages, now) for program_id, failures in sorted(found.items()))
    _note_ends(outages.answering - found.keys())
    return SweepResult(parked=outages.parked, failures=failures)


def stop_for_outages(
    stopped: Mapping[int, Exception], outages: Outages, *, now: datetime
) -> tuple[ProgramFailure, ...]:
    """End a reconciliation, store the round's outages, and return one failure for each program that failed.

    ``stopped`` has the error of each program whose comparison did not begin or did not finish.
    """
    ended = end_round(outages, now=now)
    noted = {failure.program_key for failure in ended.failures}
    failures = [failure_of(program_id, error) for program_id, error in sorted(stopped.items())]
    for program_id, failure in zip(sorted(stopped), failures, strict=True):
        if failure.program_key not in noted and kind_of_outage(stopped[program_id]) is not None:
            note_outage(program_id, stopped[program_id], now=now)
    return last_failure_of_each([*failures, *ended.failures])


def failure_of(program_id: int, error: Exception) -> ProgramFailure:
    """Log the error that prevents the reconciliation of a program, and return a failure with the error's text."""
    key = find_program_by_id(program_id).key
    log.error("Program %s could not be reconciled: %s", key, traced(error))
    return ProgramFailure(key, str(error) or repr(error))


def last_failure_of_each(failures: Iterable[ProgramFailure]) -> tuple[ProgramFailure, ...]:
    """Return the last failure of each program. The result is sorted by each program's first failure."""
    return tuple({failure.program_key: failure for failure in failures}.values())


def note_outage(program_id: int, error: Exception, *, now: datetime) -> datetime:
    """Store that a program has an outage, and return the time until which the sweep skips the program."""
    row, _ = Checkpoint.objects.get_or_create(program_id=program_id)
    row.outage_began = row.outage_began or now
    row.outage_rounds += 1
    row.outage_until = now + BACK_OFF.wait(row.outage_rounds)
    row.outage_error = error_line(error)[:1000]
    row.save(update_fields=["outage_began", "outage_rounds", "outage_until", "outage_error"])
    return row.outage_until


def error_line(error: Exception) -> str:
    """Return an error's class and text."""
    return f"{type(error).__name__}: {error}"


def _note(program_id: int, failures: list[Failure], outages: Outages, now: datetime) -> ProgramFailure:
    error = failures[-1].error
    until = note_outage(program_id, error, now=now)
    # If the program has other learners, the next round tries the other learners first.
    back = until + timedelta(seconds=BACK_OFF.longest_seconds) if outages.unread[program_id] else until
    for failure in failures:
        failure.postpone(back)
    key = find_program_by_id(program_id).key
    log.error("Program %s has an outage, because %s learners failed alike: %s", key, len(failures), describe(error))
    return ProgramFailure(
        key, f"the platform has an outage, and the next try is after {until:%H:%M:%S} UTC: {error_line(error)}"
    )


def _note_ends(program_ids: set[int]) -> None:
    over = Checkpoint.objects.filter(program_id__in=program_ids, outage_began__isnull=False)
    for row in over.select_related("program") if program_ids else ():
        log.warning("Program %s: the outage since %s is over", row.program.key, row.outage_began)
        row.outage_began = row.outage_until = None
        row.outage_rounds, row.outage_error = 0, ""
        row.save(update_fields=["outage_began", "outage_rounds", "outage_until", "outage_error"])
