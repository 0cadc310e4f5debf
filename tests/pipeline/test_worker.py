"""Test the pipeline with a real prefork worker, broker and database, instead of eager tasks and SQLite."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from micromasters_plugin import tasks
from tests.pipeline.learners import LEARNERS
from tests.services.mariadb import DATABASE, PrivateMariaDB
from tests.services.redis import PrivateRedis
from tests.services.worker import PrivateWorker

APP = "tests.pipeline.worker_process"
SENDER = "tests.pipeline.send_through_broker"
#: The seconds after which a hanging test fails.
CAUGHT_UP_SECONDS = 240.0


@pytest.fixture
def worker(
    mariadb: PrivateMariaDB, redis_server: PrivateRedis, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PrivateWorker]:
    """Start a worker on the private broker and database. The senders use the broker and the database of the worker."""
    monkeypatch.setenv("MICROMASTERS_TEST_BROKER", redis_url)
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "MICROMASTERS_TEST_DB": mariadb.url}
    worker = PrivateWorker(APP, tmp_path, environment)
    worker.start()
    yield worker
    worker.stop()


def count(mariadb: PrivateMariaDB, what: str) -> int:
    with mariadb.connect(DATABASE) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM micromasters_{what}")
        return cursor.fetchone()[0]


def caught_up(mariadb: PrivateMariaDB) -> bool:
    """Wait until no hint is left and every order is done."""
    deadline = time.monotonic() + CAUGHT_UP_SECONDS
    while time.monotonic() < deadline:
        if not count(mariadb, "hint") and not count(mariadb, "order WHERE done IS NULL"):
            return True
        time.sleep(0.2)
    return False


def test_grades_become_credentials_through_a_prefork_worker(
    mariadb: PrivateMariaDB, mariadb_process: Callable[..., str], worker: PrivateWorker
) -> None:
    json.loads(mariadb_process(SENDER))
    assert caught_up(mariadb), worker.log.read_text()
    assert count(mariadb, "standing WHERE earned") == len(LEARNERS)
    assert count(mariadb, "credential WHERE state = 'valid'") == len(LEARNERS)
    assert count(mariadb, "work WHERE error <> ''") == 0


def test_a_broker_that_is_down_delays_no_grade_and_loses_none(
    mariadb: PrivateMariaDB,
    mariadb_process: Callable[..., str],
    redis_server: PrivateRedis,
    worker: PrivateWorker,
) -> None:
    redis_server.stop()
    result = json.loads(mariadb_process(SENDER))
    redis_server.start()
    assert result["hints_left"] == 2 * len(LEARNERS)
    # Only the first grade tried the broker and failed within a second. The other grades did not try the broker.
    assert result["published"] == 1
    assert {tasks.IMPATIENT["connect_timeout"], tasks.IMPATIENT["transport_options"]["socket_connect_timeout"]} == {1}
    mariadb_process("tests.pipeline.sweep_once")
    assert count(mariadb, "standing WHERE earned") == len(LEARNERS)
    assert count(mariadb, "hint") == 0
