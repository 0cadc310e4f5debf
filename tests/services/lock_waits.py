"""Turn waits for locks into errors in Django's connection, or let PostgreSQL log the waits."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.db import connection

#: MariaDB can refuse a wait immediately. PostgreSQL logs each wait of at least a millisecond instead, and
#: ``waits_for_rows`` reads this log.
NO_WAIT = {
    "mysql": "SET SESSION innodb_lock_wait_timeout = 0",
    "postgresql": "SET deadlock_timeout = '1ms'; SET log_lock_waits = on",
}
#: Use this limit only while no other connection appends rows.
A_SECOND = {"mysql": "SET SESSION innodb_lock_wait_timeout = 1", "postgresql": "SET lock_timeout = 1000"}

#: The objects for which PostgreSQL's connections wait when several connections append rows at the same time.
APPENDING = ("extension of relation", "page ")

WAIT = re.compile(r"process (\d+) still waiting for \w+ on (.+) after ")


def limit_lock_waits(statements: dict[str, str]) -> None:
    """Limit how long this thread's connection waits for a lock, or let PostgreSQL log the waits of this connection."""
    with connection.cursor() as cursor:
        cursor.execute(statements[connection.vendor])


def backend() -> int:
    """Return the process id of this thread's connection in PostgreSQL's log, or 0 on another database."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def waits_for_rows(log: str, backends: Collection[int]) -> list[str]:
    """Return the row or table of each wait of these connections in PostgreSQL's log, except waits to append rows."""
    waits = ((int(number), place) for number, place in WAIT.findall(log))
    return [place for number, place in waits if number in backends and not place.startswith(APPENDING)]
