"""Check that the process and the database agree about the time: leases and due dates rest on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

from micromasters_plugin.data import Finding, Severity

TOLERANCE = timedelta(seconds=5)
#: MySQL gives the current time in the session's zone unless asked for UTC.
QUERIES = {"mysql": "SELECT UTC_TIMESTAMP(6)"}


def check(now: datetime) -> Iterator[Finding]:
    """Ask the database for its time."""
    skew = abs(timezone.now() - database_time())
    if skew > TOLERANCE:
        text = f"the clocks of this process and the database differ by {skew.total_seconds():.0f} s"
        yield Finding("clock_skew", Severity.ERROR, text, "Synchronise the clocks of both machines, by NTP.")


def database_time() -> datetime:
    """Return the database's present time."""
    with connection.cursor() as cursor:
        cursor.execute(QUERIES.get(connection.vendor, "SELECT CURRENT_TIMESTAMP"))
        value = cursor.fetchone()[0]
    time = datetime.fromisoformat(value) if isinstance(value, str) else value
    return time if time.tzinfo else time.replace(tzinfo=UTC)
