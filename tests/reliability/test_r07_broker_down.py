"""R7: ten thousand events that came while the broker was down are caught up within a minute of its return."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services.mariadb import DATABASE, PrivateMariaDB
from tests.services.redis import PrivateRedis
from tests.services.worker import PrivateWorker

EVENTS, LEARNERS = 10_000, 2_000
CAUGHT_UP_SECONDS = 60.0


@pytest.fixture
def worker(mariadb: PrivateMariaDB, redis_server: PrivateRedis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A running prefork worker on the private broker and database."""
    monkeypatch.setenv("MICROMASTERS_TEST_BROKER", redis_server.url)
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "MICROMASTERS_TEST_DB": mariadb.url}
    worker = PrivateWorker("tests.reliability.many_learners", tmp_path, environment)
    worker.start()
    yield worker
    worker.stop()


def count(mariadb: PrivateMariaDB, table: str) -> int:
    with mariadb.connect(DATABASE) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM micromasters_{table}")
        return cursor.fetchone()[0]


def test_ten_thousand_events_of_a_broken_broker_are_caught_up_within_a_minute_of_its_return(
    mariadb: PrivateMariaDB, mariadb_process: Callable[..., str], redis_server: PrivateRedis, worker: PrivateWorker
) -> None:
    redis_server.kill()
    try:
        assert int(mariadb_process("tests.reliability.grading_a_term", "all")) == EVENTS
        assert (count(mariadb, "hint"), count(mariadb, "standing")) == (EVENTS, 0)
    finally:
        redis_server.start()
    returned = time.monotonic()
    mariadb_process("tests.reliability.grading_a_term", "one")
    while count(mariadb, "hint") and time.monotonic() < returned + CAUGHT_UP_SECONDS:
        time.sleep(0.2)
    assert count(mariadb, "hint") == 0, worker.log.read_text()
    assert count(mariadb, "standing WHERE earned_requirements = 1") == LEARNERS
    assert count(mariadb, "work WHERE error <> ''") == 0
