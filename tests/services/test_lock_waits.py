"""Test that PostgreSQL's log shows waits for another connection's row and no waits to append rows."""

from __future__ import annotations

import threading
import time

from tests.services.lock_waits import NO_WAIT, waits_for_rows
from tests.services.postgresql import DATABASE, PrivatePostgreSQL

#: The seconds after which a hanging test fails.
PATIENCE = 240.0

LOG = """
2026-06-01 10:00:00.000 UTC [11] LOG:  process 11 still waiting for ExclusiveLock on extension of relation 5 of database 1 after 9000.1 ms
2026-06-01 10:00:00.000 UTC [11] LOG:  process 11 acquired ExclusiveLock on extension of relation 5 of database 1 after 9000.2 ms
2026-06-01 10:00:00.000 UTC [12] LOG:  process 12 still waiting for ShareLock on transaction 7 after 1.0 ms
2026-06-01 10:00:00.000 UTC [13] LOG:  process 13 still waiting for ShareLock on transaction 8 after 1.0 ms
"""  # noqa: E501


def test_a_wait_to_append_is_never_counted_as_a_wait_for_a_row() -> None:
    assert waits_for_rows(LOG, [11]) == []
    assert waits_for_rows(LOG, [11, 12]) == ["transaction 7"]


def test_the_log_shows_a_wait_for_a_row_before_it_ends(migrated_postgresql: PrivatePostgreSQL) -> None:
    migrated_postgresql.empty()
    with migrated_postgresql.connect(DATABASE) as holder, migrated_postgresql.connect(DATABASE) as waiter:
        holder.execute("INSERT INTO auth_group (name) VALUES ('a row')")
        waiter.execute(NO_WAIT["postgresql"])
        number = waiter.info.backend_pid
        with holder.transaction():
            holder.execute("UPDATE auth_group SET name = 'held'")
            update = threading.Thread(target=waiter.execute, args=("UPDATE auth_group SET name = 'mine'",))
            update.start()
            until = time.monotonic() + PATIENCE
            while not waits_for_rows(migrated_postgresql.log.read_text(), [number]) and time.monotonic() < until:
                time.sleep(0.05)
        update.join()
    assert waits_for_rows(migrated_postgresql.log.read_text(), [number])[0].startswith("transaction ")
