"""Check the services that the package needs: the database's charset and clock, the broker and the workers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from micromasters_plugin import app_settings
from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.tasks import IMPATIENT, evaluate_hints

FULL = "utf8mb4"
SET_CHARSET = (
    "Set `DATABASES['default']['OPTIONS']['charset'] = 'utf8mb4'` for every process, and restart the processes."
)
TOLERANCE = timedelta(seconds=5)
#: MySQL gives the current time in the session's zone unless the query asks for UTC.
QUERIES = {"mysql": "SELECT UTC_TIMESTAMP(6)"}
#: The check waits this many seconds for the workers' answers.
SECONDS = 2.0


def check_charset(now: datetime) -> Iterator[Finding]:
    """Ask MySQL for this connection's charsets, because the default charset of Django 4.2 lacks some characters.

    This package stores its own texts in full with any charset. The platform's tables and the admin's log cannot store
    such texts. The check takes one query on MySQL, and takes no query on other databases.
    """
    if connection.vendor != "mysql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@character_set_client, @@character_set_connection, @@character_set_results")
        found = [charset for charset in dict.fromkeys(cursor.fetchone()) if charset != FULL]
    if found:
        text = (
            f"the connection's charset is {', '.join(map(str, found))}: the platform cannot write texts with "
            "characters beyond U+FFFF, such as 𠮷 and emoji, and reads these characters as question marks"
        )
        yield Finding("connection_charset", Severity.WARNING, text, SET_CHARSET)


def check_clock(now: datetime) -> Iterator[Finding]:
    """Compare this process's clock with the database's clock, because leases and due dates depend on both clocks."""
    skew = abs(timezone.now() - database_time())
    if skew > TOLERANCE:
        text = f"the clocks of this process and the database differ by {skew.total_seconds():.0f} s"
        yield Finding("clock_skew", Severity.ERROR, text, "Synchronise the clocks of both machines, by NTP.")


def database_time() -> datetime:
    """Return the database's current time."""
    with connection.cursor() as cursor:
        cursor.execute(QUERIES.get(connection.vendor, "SELECT CURRENT_TIMESTAMP"))
        value = cursor.fetchone()[0]
    time = datetime.fromisoformat(value) if isinstance(value, str) else value
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _uses_broker() -> bool:
    """Tell whether tasks need a broker.

    Tasks need no broker if no tasks are sent, or if each task runs in the process that sends the task.
    """
    return app_settings.task_delay_seconds() >= 0 and not evaluate_hints.app.conf.task_always_eager


def check_broker(now: datetime) -> Iterator[Finding]:
    """Connect to the broker as a task's sender does, with the timeout of a task's sender."""
    if not _uses_broker():
        return
    try:
        with evaluate_hints.app.connection_for_write(**IMPATIENT) as connection:
            connection.ensure_connection(max_retries=1, timeout=2)
    except OperationalError as error:
        text = f"the broker cannot be reached: {error}"
        remedy = "Start the broker. Until then, cron's `micromasters run-pending` does the work later."
        yield Finding("broker_unreachable", Severity.WARNING, text, remedy)


def check_workers(now: datetime) -> Iterator[Finding]:
    """Ask all workers for their queues and tasks. A worker without the package drops the package's tasks.

    Another check reports a broker that cannot be reached.
    """
    if not _uses_broker():
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
        remedy = "Start a worker, or name the queue of the LMS's workers in MICROMASTERS_CELERY_QUEUE."
        yield Finding("queue_without_worker", Severity.ERROR, text, remedy)
    for name in consumers:
        if evaluate_hints.name not in registered.get(name, ()):
            text = f"the worker {name} does not have the package"
            remedy = (
                "Install the package for the worker, search the worker's log for an import error, and restart "
                "the worker."
            )
            yield Finding("worker_without_app", Severity.ERROR, text, remedy)
