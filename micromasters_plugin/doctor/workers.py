"""Check that a worker takes tasks from the package's queue and knows them: one without the package drops them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kombu.exceptions import OperationalError

from micromasters_plugin import app_settings
from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.doctor import broker
from micromasters_plugin.tasks import IMPATIENT, evaluate_hints

#: For how long workers are waited for.
SECONDS = 2.0


def check(now: datetime) -> Iterator[Finding]:
    """Ask all workers for their queues and tasks; a broker that is down is another check's."""
    if not broker.is_used():
        return
    with evaluate_hints.app.connection_for_write(**IMPATIENT) as connection:
        try:
            connection.ensure_connection(max_retries=1, timeout=SECONDS)
        except OperationalError:
            return
        inspect = evaluate_hints.app.control.inspect(timeout=SECONDS, connection=connection)
        queues = inspect.active_queues() or {}
        registered = inspect.registered() or {}
    ours = app_settings.celery_queue()
    consumers = sorted(name for name, taken in queues.items() if ours in [queue["name"] for queue in taken])
    if not consumers:
        text = f"no worker takes tasks from {ours}"
        remedy = "Start one, or name the queue of the LMS's workers in MICROMASTERS_CELERY_QUEUE."
        yield Finding("queue_without_worker", Severity.ERROR, text, remedy)
    for name in consumers:
        if evaluate_hints.name not in registered.get(name, ()):
            text = f"the worker {name} does not have the package"
            remedy = "Install the package there, search the worker's log for an import error, and restart it."
            yield Finding("worker_without_app", Severity.ERROR, text, remedy)
