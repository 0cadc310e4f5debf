"""The Celery tasks: evaluating hints, with its scheduling, and reading the platform's changes.

Nothing depends on them: the sweep and reconciliation from cron find what they missed. Web processes send tasks and run
none, so what a task runs is imported in it: the rules and effects would add a third to the start of each.
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

#: For how long a process leaves a broker alone that did not take a task: the sweep covers for it.
BROKER_PAUSE_SECONDS = 60.0

#: A connection that gives up: `retry=False` alone still waits for the broker without end while it connects.
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

#: Until when (``time.monotonic``) the task published last by this process still covers new hints.
_covered_until = 0.0


@shared_task(ignore_result=True)
def evaluate_hints() -> None:
    """Run one round of the pipeline, for ``MICROMASTERS_TASK_SECONDS`` at most. Safe to run twice and beside others.

    If the time is not enough, another task goes on, and other tasks of the queue run between the two.
    """
    from micromasters_plugin.pipeline import rounds

    seconds = app_settings.task_seconds()
    started = time.monotonic()
    rounds.run_round(now=timezone.now(), max_seconds=seconds)
    if time.monotonic() - started >= seconds:
        schedule_evaluation()


@shared_task(ignore_result=True)
def reconcile_changes() -> None:
    """Read the platform's changes since the last time, for all programs; for Celery beat. Safe to run twice."""
    from micromasters_plugin.pipeline import rounds

    program_ids = list(programs_in_use().values_list("id", flat=True))
    if rounds.reconcile_changes(program_ids, since=None, now=timezone.now()).due:
        schedule_evaluation()


def schedule_evaluation() -> None:
    """Publish ``evaluate_hints`` after the caller's transaction commits; at once if there is none.

    So the task never starts before its hints are visible, and a rollback publishes nothing.
    """
    transaction.on_commit(publish_evaluation, robust=True)


def publish_evaluation() -> None:
    """Publish ``evaluate_hints`` once for all hints within the task delay; a broker that is down costs a log line."""
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
