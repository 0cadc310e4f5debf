"""Rounds of the pipeline, one after the other, in a process that stays: no boot of the platform for each."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import connections
from edx_django_utils.cache import RequestCache

from micromasters_plugin.api.operations import run_pending
from micromasters_plugin.data import SweepResult
from micromasters_plugin.programs.tracking import tracked_runs

log = logging.getLogger(__name__)

#: A round is cut after so many seconds and the next one begins at once, so that whoever stops the process waits no
#: longer than that and a batch.
SLICE_SECONDS = 5.0


def run_pending_steadily(
    *, every_seconds: float, wait: Callable[[float], bool], tell: Callable[[SweepResult | Exception], None]
) -> None:
    """Do what ``run_pending`` does every ``every_seconds`` until ``wait`` says that it is enough.

    Between rounds there is no connection to any database: nothing is held, and one that is restarted is found again. A
    round that fails is told and logged, and the next one is tried at its time.

    Args:
        every_seconds: from the beginning of a round to that of the next, above 0.
        wait: called with the seconds until the next round, at least 0; returns True to end instead.
        tell: called with each round's result, or with what it raised.
    """
    while True:
        began = time.monotonic()
        outcome = _round()
        tell(outcome)
        took = time.monotonic() - began
        is_cut = isinstance(outcome, SweepResult) and took >= SLICE_SECONDS
        if wait(0.0 if is_cut else max(every_seconds - took, 0.0)):
            return


def _round() -> SweepResult | Exception:
    _forget()
    try:
        return run_pending(max_seconds=SLICE_SECONDS)
    except Exception as error:
        log.exception("A round of the pipeline failed; the next one is tried at its time")
        return error
    finally:
        connections.close_all()


def _forget() -> None:
    """Know programs and switches as they are now: what is remembered for a request would be remembered for ever."""
    RequestCache.clear_all_namespaces()
    tracked_runs.forget()
