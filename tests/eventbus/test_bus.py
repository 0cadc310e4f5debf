"""Test the plugin's receivers with edx-event-bus-redis.

Reconciling finds the data of lost events, except lost exam attempts.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from tests.eventbus.consumer import GROUP, TOPIC, PrivateConsumer
from tests.exams.test_importing import ROW, as_csv
from tests.factories import program_text
from tests.pipeline.learners import LEARNERS
from tests.services.mariadb import DATABASE, PrivateMariaDB
from tests.services.processes import run_module
from tests.services.redis import PrivateRedis

pytestmark = pytest.mark.service

#: The seconds after which a hanging test fails.
ARRIVAL_SECONDS = 240.0
PROCTORED = program_text("1x", "2x").replace("      title:", "      proctored: true\n      title:", 1)
#: A function that sends events from another service, as in ``send("grades 1 5", "exam 1")``.
Send = Callable[..., str]
#: A function that runs verbs on the site and returns each verb's output, as in ``site("reconcile", "doctor --json")``.
Site = Callable[..., list[str]]


@pytest.fixture
def bus(redis_server: PrivateRedis, monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty the bus."""
    redis_server.stop()  # Redis keeps nothing
    redis_server.start()
    monkeypatch.setenv("MICROMASTERS_TEST_BROKER", redis_server.url)


@pytest.fixture(scope="module")
def program_tables(
    migrated_mariadb: PrivateMariaDB, redis_server: PrivateRedis, tmp_path_factory: pytest.TempPathFactory
) -> list[str]:
    """Import one program, whose first course is proctored. Return the names of the program's tables."""
    migrated_mariadb.empty()
    definition = tmp_path_factory.mktemp("program") / "program.yaml"
    definition.write_text(PROCTORED, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MICROMASTERS_TEST_BROKER", redis_server.url)
        run_module("tests.eventbus.site", f"import-program {definition}", database_url=migrated_mariadb.url)
    return [f"micromasters_{name}" for name in ("program", "programversion", "trackedrun")]


@pytest.fixture
def database(bus: None, migrated_mariadb: PrivateMariaDB, program_tables: list[str]) -> PrivateMariaDB:
    """Return the site's database, which has a program and no data about people."""
    migrated_mariadb.empty(but=program_tables)
    return migrated_mariadb


@pytest.fixture
def site(database: PrivateMariaDB) -> Site:
    return lambda *verbs: json.loads(run_module("tests.eventbus.site", *verbs, database_url=database.url))


@pytest.fixture
def send(database: PrivateMariaDB) -> Send:
    return lambda *verbs: run_module("tests.eventbus.sender", *verbs, database_url=database.url)


@pytest.fixture
def consumer(database: PrivateMariaDB, tmp_path: Path) -> Iterator[PrivateConsumer]:
    """Return a consumer that has read the whole bus, which is empty."""
    consumer = PrivateConsumer(tmp_path, database.url)
    consumer.start()
    yield consumer
    consumer.kill()


def count(database: PrivateMariaDB, table: str) -> int:
    with database.connect(DATABASE) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM micromasters_{table}")
        return cursor.fetchone()[0]


@contextmanager
def without_hints(database: PrivateMariaDB) -> Iterator[None]:
    """Remove the table of hints temporarily, so that a receiver fails."""
    with database.connect(DATABASE) as connection, connection.cursor() as cursor:
        cursor.execute("RENAME TABLE micromasters_hint TO gone")
        try:
            yield
        finally:
            cursor.execute("RENAME TABLE gone TO micromasters_hint")


def wait_until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + ARRIVAL_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def test_events_of_another_service_reach_the_receivers_but_a_grade_that_does_not_pass_is_never_sent(
    send: Send, database: PrivateMariaDB, consumer: PrivateConsumer
) -> None:
    send("failing-grade 6", "grades 1 5", "exam 1")
    assert wait_until(lambda: count(database, "hint") == 6), consumer.log.read_text()
    assert count(database, "hint WHERE user_id = 6") == 0
    assert count(database, "examevent WHERE user_id = 1 AND status = 'verified'") == 1


def test_reconciliation_finds_grades_of_a_downtime_and_the_doctor_and_an_import_find_exams(
    site: Site, send: Send, database: PrivateMariaDB, consumer: PrivateConsumer, tmp_path: Path
) -> None:
    consumer.kill()
    send("grades 1 5", "exam 1")
    consumer.start()
    send("exam 2")
    assert wait_until(lambda: count(database, "examevent") == 1), consumer.log.read_text()
    assert count(database, "hint") == 1
    _, diagnosis = site("reconcile", "doctor --json")
    assert count(database, "standing") == len(LEARNERS)
    [finding] = [found for found in json.loads(diagnosis)["findings"] if found["code"] == "exam_missing"]
    assert "learners 1, 3, 4, 5" in finding["text"]
    attempts = tmp_path / "attempts.csv"
    attempts.write_text(as_csv(ROW | {"user_id": "1"}), encoding="utf-8")
    site(f"import-exam-attempts {attempts}", "run-pending")
    assert count(database, "standing WHERE earned AND user_id = 1") == 1


def test_a_consumer_that_checks_its_backlog_gets_the_events_of_its_downtime(
    send: Send, database: PrivateMariaDB, consumer: PrivateConsumer
) -> None:
    consumer.kill()
    send("exam 1")
    consumer.options["check_backlog"] = True
    consumer.start()
    assert wait_until(lambda: count(database, "examevent") == 1), consumer.log.read_text()


def test_an_event_that_a_receiver_cannot_store_is_acknowledged_and_reconciliation_finds_it(
    site: Site, send: Send, database: PrivateMariaDB, consumer: PrivateConsumer, redis_server: PrivateRedis
) -> None:
    with without_hints(database):
        send("grades 1 1")
        assert wait_until(lambda: "was not processed" in consumer.log.read_text()), consumer.log.read_text()
    with redis.Redis.from_url(redis_server.url) as client:
        assert wait_until(lambda: client.xpending(TOPIC, GROUP)["pending"] == 0)
    assert count(database, "hint") == 0
    site("reconcile")
    assert count(database, "standing WHERE user_id = 1") == 1


def test_reconciliation_finds_events_that_a_full_stream_dropped(
    site: Site, send: Send, database: PrivateMariaDB, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICROMASTERS_TEST_STREAM", "10")
    send("grades 1 200")
    consumer = PrivateConsumer(tmp_path, database.url, last_read_msg_id="0")
    consumer.start()
    try:
        assert wait_until(lambda: count(database, "hint WHERE user_id = 200") == 1), consumer.log.read_text()
    finally:
        consumer.kill()
    assert 0 < count(database, "hint") < 200
    site("reconcile")
    assert count(database, "standing") == len(LEARNERS)
