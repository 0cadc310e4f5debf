"""For how long a connection of Django's waits for a lock before that is an error, as each database is told."""

from __future__ import annotations

from django.db import connection

#: A wait for a row of somebody else, and in PostgreSQL for a page to append to as well, which is over in no time.
NO_WAIT = {"mysql": "SET SESSION innodb_lock_wait_timeout = 0", "postgresql": "SET lock_timeout = 100"}
A_SECOND = {"mysql": "SET SESSION innodb_lock_wait_timeout = 1", "postgresql": "SET lock_timeout = 1000"}


def limit_lock_waits(statements: dict[str, str]) -> None:
    """Let this thread's connection wait for no lock longer than that."""
    with connection.cursor() as cursor:
        cursor.execute(statements[connection.vendor])
