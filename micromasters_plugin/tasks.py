"""These Celery tasks evaluate hints and read the platform's changes.

This module also publishes the task that evaluates hints. No work depends on the tasks, because the sweep and the
reconciliation from cron find all work that tasks missed. Tasks import the rules and effects when the tasks run. With
these imports, web processes would take a third longer to start, although web processes only send tasks.
"""

from __future__ import annotations

import logging
import time

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from micromasters_plugin import app_settings
from micromasters_plugin.failures import traced
from micromasters_plugin.programs.registry import programs_in_use

log = logging.getLogger(__name__)

#: After the broker did not accept a task, the process sends nothing to the broker for this many seconds. The sweep
#: evaluates the hints meanwhile.
BROKER_PAUSE_SECONDS = 60.0

#: These options give a connection a timeout. With `retry=False` alone, the connection would wait for the broker
#: forever.
IMPATIENT = {
    "connect_timeout": 1,
    "transport_options": {
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
        "socket_connect_timeout": 1,
        "socket_timeout": 1,
    },
}

#: Until this time (``time.monotonic``), the last task of this process also covers new hints.
_covered_until = 0.0


@shared_task(ignore_result=True)
def evaluate_hints() -> None:
    """Run one round of the pipeline for at most ``MICROMASTERS_TASK_SECONDS``.

    The task may run twice, and several tasks may run in parallel. If the time is not enough, another task continues the
    work. Other tasks of the queue can run in between.
    """
    from micromasters_plugin.pipeline import rounds

    seconds = app_settings.task_seconds()
    started = time.monotonic()
    rounds.run_round(now=timezone.now(), max_seconds=seconds)
    if time.monotonic() - started >= rounds.SWEEPING * seconds:
        schedule_evaluation()


@shared_task(ignore_result=True)
def reconcile_changes() -> None:
    """Read the platform's changes since the last reading, for all programs.

    Celery beat runs this task. A second run is harmless.
    """
    from micromasters_plugin.pipeline import rounds

    program_ids = list(programs_in_use().values_list("id", flat=True))
    if rounds.reconcile_changes(program_ids, since=None, now=timezone.now()).due:
        schedule_evaluation()


def schedule_evaluation() -> None:
    """Publish ``evaluate_hints`` after the caller's transaction commits, or immediately if no transaction is open.

    The task therefore never starts before the hints are visible, and a rollback publishes nothing.
    """
    transaction.on_commit(publish_evaluation, robust=True)


def publish_evaluation() -> None:
    """Publish ``evaluate_hints`` once for all hints within the task delay.

    If the broker is down, only log the error.
    """
    global _covered_until
    delay = app_settings.task_delay_seconds()
    if delay < 0 or time.monotonic() < _covered_until:
        return
    _covered_until = time.monotonic() + delay
    try:
        with evaluate_hints.app.connection_for_write(**IMPATIENT) as connection:
            evaluate_hints.apply_async(
                connection=connection,
                queue=app_settings.celery_queue(),
                countdown=delay or None,
                retry=False,
                ignore_result=True,
            )
    except Exception as error:
        _covered_until = time.monotonic() + BROKER_PAUSE_SECONDS
        log.error("No task could be published; `micromasters run-pending` will do the work: %s", traced(error))
