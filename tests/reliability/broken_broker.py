"""Send grades of each learner while the broker is down, and let a worker catch up after the broker's return.

The test of R7 checks the result of this module. The benchmark records the time that the worker needs to catch up.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from tests.services.mariadb import DATABASE, PrivateMariaDB
from tests.services.processes import run_module
from tests.services.redis import PrivateRedis
from tests.services.worker import PrivateWorker

EVENTS_OF_A_LEARNER = 5
#: The seconds after which a hanging run fails.
GIVEN_UP_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """The counts when the broker returned, the counts at the end, and the ``seconds`` between these two times."""

    sent: int
    hints_before: int
    standings_before: int
    seconds: float
    hints: int
    standings: int
    errors: int
    log: str


def catch_up(mariadb: PrivateMariaDB, redis_server: PrivateRedis, folder: Path, *, learners: int) -> CaughtUp:
    """Kill the broker, send grades of ``learners`` learners, restart the broker, and wait until no hint is left.

    Lost tasks are not published again. The first task after the return evaluates all waiting learners.
    """
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "MICROMASTERS_TEST_DB": mariadb.url}
    site = {"MICROMASTERS_TEST_BROKER": redis_server.url, "MICROMASTERS_TEST_LEARNERS": str(learners)}
    with patch.dict(os.environ, site):
        worker = PrivateWorker("tests.reliability.many_learners", folder, environment)
        worker.start()
        try:
            redis_server.kill()
            try:
                sent = int(run_module("tests.reliability.grading_a_term", "all", database_url=mariadb.url))
                before = _count(mariadb, "hint"), _count(mariadb, "standing")
            finally:
                redis_server.start()
            returned = time.monotonic()
            run_module("tests.reliability.grading_a_term", "one", database_url=mariadb.url)
            while _count(mariadb, "hint") and time.monotonic() < returned + GIVEN_UP_SECONDS:
                time.sleep(0.2)
            seconds = time.monotonic() - returned
        finally:
            worker.stop()
    return CaughtUp(
        sent,
        *before,
        seconds,
        hints=_count(mariadb, "hint"),
        standings=_count(mariadb, "standing WHERE earned_requirements = 1"),
        errors=_count(mariadb, "work WHERE error <> ''"),
        log=worker.log.read_text(),
    )


def _count(mariadb: PrivateMariaDB, table: str) -> int:
    with mariadb.connect(DATABASE) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM micromasters_{table}")
        return cursor.fetchone()[0]
