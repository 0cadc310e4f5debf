"""Run rounds of the pipeline in a loop in one process, so the platform boots only once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import connections
from edx_django_utils.cache import RequestCache

from micromasters_plugin.api.operations import run_pending
from micromasters_plugin.data import SweepResult
from micromasters_plugin.failures import traced
from micromasters_plugin.pipeline.rounds import SWEEPING
from micromasters_plugin.programs.tracking import tracked_runs

log = logging.getLogger(__name__)

#: A round lasts at most ``SLICE_SECONDS``. If a round takes all of ``SLICE_SECONDS``, the next round starts
#: immediately. A process that is told to stop needs at most ``SLICE_SECONDS`` and the time of one more batch.
SLICE_SECONDS = 5.0


def run_pending_in_loop(
    *, every_seconds: float, wait: Callable[[float], bool], report: Callable[[SweepResult | Exception], None]
) -> None:
    """Run ``run_pending`` every ``every_seconds`` until ``wait`` returns True.

    The loop closes all connections between rounds, so the process survives a restart of the database. The loop logs an
    exception of a round, and passes the exception to ``report``. After an exception, the next round starts on time.

    Args:
        every_seconds: the time from the start of one round to the start of the next round. The time is above 0.
        wait: a function that is called with the number of seconds until the next round. The number is at least 0. If
            the function returns True, the loop ends.
        report: a function that is called with each round's result, or with the exception that the round raised.
    """
    while True:
        start = time.monotonic()
        outcome = _run_round()
        report(outcome)
        duration = time.monotonic() - start
        is_cut_short = isinstance(outcome, SweepResult) and duration >= SWEEPING * SLICE_SECONDS
        if wait(0.0 if is_cut_short else max(every_seconds - duration, 0.0)):
            return


def _run_round() -> SweepResult | Exception:
    _clear_caches()
    try:
        return run_pending(max_seconds=SLICE_SECONDS)
    except Exception as error:
        log.error("A round of the pipeline failed. The next round starts on time: %s", traced(error))
        return error
    finally:
        connections.close_all()


def _clear_caches() -> None:
    """Clear cached programs and switches.

    The platform usually clears these caches when a request ends, but this process has no requests.
    """
    RequestCache.clear_all_namespaces()
    tracked_runs.forget()
