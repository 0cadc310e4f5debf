"""A database that goes away in the middle of a batch."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.pipeline.learners import LEARNERS
from tests.services.mariadb import PrivateMariaDB

SCRIPT = "tests.torture.database_dies"


def test_a_database_killed_in_the_middle_of_a_batch_is_made_good_by_the_next_sweep(
    mariadb: PrivateMariaDB, mariadb_process: Callable[..., str]
) -> None:
    try:
        told = json.loads(mariadb_process(SCRIPT, "die", str(mariadb.directory / "server.pid")))
    finally:
        mariadb.kill()
        mariadb.start()
    assert told == {"sweep": "ended with the database's error"}
    told = json.loads(mariadb_process(SCRIPT, "recover"))
    assert 0 < told.pop("standings_before") < len(LEARNERS)
    everyone = dict.fromkeys(("standings", "decisions", "credentials"), len(LEARNERS))
    assert told == everyone | {"hints": 0, "orders_open": 0, "work_with_errors": 0, "ledger_breaks": []}
