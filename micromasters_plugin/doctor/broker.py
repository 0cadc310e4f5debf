"""Check that the broker takes tasks, where the site uses tasks at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kombu.exceptions import OperationalError

from micromasters_plugin import app_settings
from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.tasks import IMPATIENT, evaluate_hints


def is_used() -> bool:
    """Say whether tasks go through a broker: not where none are sent, nor where they run in the process that sends."""
    return app_settings.task_delay_seconds() >= 0 and not evaluate_hints.app.conf.task_always_eager


def check(now: datetime) -> Iterator[Finding]:
    """Connect as publishing a task does, and give up as soon."""
    if not is_used():
        return
    try:
        with evaluate_hints.app.connection_for_write(**IMPATIENT) as connection:
            connection.ensure_connection(max_retries=1, timeout=2)
    except OperationalError as error:
        text = f"the broker cannot be reached: {error}"
        remedy = "Start it. Until then cron's `micromasters run-pending` does the work, later."
        yield Finding("broker_unreachable", Severity.WARNING, text, remedy)
