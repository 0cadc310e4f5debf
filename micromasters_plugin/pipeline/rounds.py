"""A round of the pipeline refreshes the copy of the runs, sweeps due learners, and carries out orders."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from micromasters_plugin.data import ChangesResult, SweepResult
from micromasters_plugin.effects.table import carry_out_due
from micromasters_plugin.inbox.parked_events import fold_parked_events
from micromasters_plugin.monitoring import report_round
from micromasters_plugin.outbox.orders import count_held
from micromasters_plugin.outbox.tidying import forget_done
from micromasters_plugin.pipeline.changes import hint_changes
from micromasters_plugin.pipeline.clock_jumps import make_future_standings_due
from micromasters_plugin.pipeline.outage_notes import last_failure_of_each, stop_for_outages
from micromasters_plugin.pipeline.outages import reconnect
from micromasters_plugin.pipeline.reading import watch_outages
from micromasters_plugin.pipeline.reconciliation import Watch, reconcile_program
from micromasters_plugin.pipeline.sweep import sweep
from micromasters_plugin.pipeline.waiting import oldest_hint_seconds
from micromasters_plugin.programs.runs import refresh_runs

#: After the first share of a round's time the preparation stops, and after the second share no batch of learners
#: begins. A long preparation therefore delays no learner for ever, and a long backlog of learners delays no order.
PREPARING, SWEEPING = 0.25, 0.75


def run_round(*, now: datetime, max_seconds: float | None = None) -> SweepResult:
    """Evaluate due learners at ``now`` and carry out the orders. Other workers may run at the same time.

    After ``max_seconds`` the round begins no batch of learners, no order and no other chunk, and the next round
    continues the work. The round prepares only in the first quarter of ``max_seconds``, and begins no batch in the last
    quarter.
    """
    started = time.monotonic()

    def end_of(part: float) -> float | None:
        return started + part * max_seconds if max_seconds is not None else None

    stop_at = end_of(1)
    _begin(now, stop_at=end_of(PREPARING))
    result = sweep(now=now, stop_at=end_of(SWEEPING))
    result += SweepResult(orders=carry_out_due(now=now, stop_at=stop_at), orders_waiting=count_held())
    forget_done(now=now, stop_at=stop_at)
    fold_parked_events(stop_at=stop_at)
    report_round(result, seconds=time.monotonic() - started, lag_seconds=oldest_hint_seconds(now=now))
    return result


def reconcile(program_ids: Collection[int], *, now: datetime, watch: Watch) -> SweepResult:
    """Evaluate all learners of these programs, with and without hints, and carry out the orders.

    If a program has an unreadable definition or an outage, the program is among the ``failures`` and stops no other
    program. The function also tries programs that the sweep skips after an outage.
    """
    _begin(now)
    result, outages, stopped = SweepResult(), watch_outages(now=now), dict[int, Exception]()
    for program_id in program_ids:
        try:
            result += reconcile_program(program_id, now=now, watch=watch, outages=outages)
        except Exception as error:
            stopped[program_id] = error
            reconnect()
    result += SweepResult(failures=stop_for_outages(stopped, outages, now=now))
    result += SweepResult(parked=outages.parked, orders=carry_out_due(now=now), orders_waiting=count_held())
    return replace(result, failures=last_failure_of_each(result.failures))


def reconcile_changes(program_ids: Collection[int], *, since: datetime | None, now: datetime) -> ChangesResult:
    """Make learners due if their data on the platform changed and their standing is out of date.

    The next round evaluates these learners and stores the decisions.
    """
    return hint_changes(program_ids, since=since, now=now)


def _begin(now: datetime, *, stop_at: float | None = None) -> None:
    make_future_standings_due(now=now, stop_at=stop_at)
    refresh_runs(now=now, stop_at=stop_at)
