"""Test that no work is lost when the database server is killed in the middle of a batch."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.pipeline.learners import LEARNERS
from tests.services.mariadb import PrivateMariaDB

SCRIPT = "tests.torture.database_dies"


def test_the_next_sweep_finishes_a_batch_whose_database_was_killed(
    mariadb: PrivateMariaDB, mariadb_process: Callable[..., str]
) -> None:
    try:
        result = json.loads(mariadb_process(SCRIPT, "die", str(mariadb.directory / "server.pid")))
    finally:
        mariadb.kill()
        mariadb.start()
    assert result == {"sweep": "ended with the database's error"}
    result = json.loads(mariadb_process(SCRIPT, "recover"))
    assert 0 < result.pop("standings_before") < len(LEARNERS)
    everyone = dict.fromkeys(("standings", "decisions", "credentials"), len(LEARNERS))
    assert result == everyone | {"hints": 0, "orders_open": 0, "work_with_errors": 0, "ledger_breaks": []}
