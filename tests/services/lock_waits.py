"""Waits for locks: make them errors in a connection of Django's, or let PostgreSQL tell of them."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.db import connection

#: MariaDB refuses to wait at once. PostgreSQL cannot: it writes a line for each wait of a millisecond, which
#: ``waits_for_rows`` reads.
NO_WAIT = {
    "mysql": "SET SESSION innodb_lock_wait_timeout = 0",
    "postgresql": "SET deadlock_timeout = '1ms'; SET log_lock_waits = on",
}
#: For a connection beside which nobody appends.
A_SECOND = {"mysql": "SET SESSION innodb_lock_wait_timeout = 1", "postgresql": "SET lock_timeout = 1000"}

#: What PostgreSQL's connections wait for that append at the same time. The machine alone says for how long.
APPENDING = ("extension of relation", "page ")

WAIT = re.compile(r"process (\d+) still waiting for \w+ on (.+) after ")


def limit_lock_waits(statements: dict[str, str]) -> None:
    """Let this thread's connection wait for no lock longer than that, or tell of its waits."""
    with connection.cursor() as cursor:
        cursor.execute(statements[connection.vendor])


def backend() -> int:
    """Return the number of this thread's connection in PostgreSQL's log, 0 on another database."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def waits_for_rows(log: str, backends: Collection[int]) -> list[str]:
    """Return for what these connections waited, by PostgreSQL's log, but for a place to append."""
    waits = ((int(number), what) for number, what in WAIT.findall(log))
    return [what for number, what in waits if number in backends and not what.startswith(APPENDING)]
