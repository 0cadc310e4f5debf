"""Test that rounds fail while a database server is stopped, but use no try and lose no hint."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.services.dialogue import Dialogue
from tests.services.mariadb import DATABASE, PrivateMariaDB
from tests.services.postgresql import PrivatePostgreSQL

Server = PrivateMariaDB | PrivatePostgreSQL

#: Copy the values of ``outage_of_a_server``. A test cannot import ``outage_of_a_server``, because
#: ``outage_of_a_server`` sets up another Django.
LEARNERS, ROUNDS = range(1, 51), 3

#: The seconds after which a hanging test fails.
PATIENCE = 240.0


@pytest.fixture(params=["migrated_mariadb", "migrated_postgresql"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Start each database server, and empty the server's tables. The fixture starts the server again after the test."""
    server: Server = request.getfixturevalue(request.param)
    server.empty()
    yield server
    if not server.is_ready():
        server.start()


@contextmanager
def dialogue(*command: str, server: Server, log: Path) -> Iterator[Dialogue]:
    talk = Dialogue(*command, database_url=server.url, log=log)
    try:
        yield talk
    finally:
        talk.end()


def test_rounds_fail_while_the_server_is_stopped_and_decide_everybody_afterwards(
    server: Server, tmp_path: Path
) -> None:
    with dialogue("tests.pipeline.outage_of_a_server", server=server, log=tmp_path / "log") as talk:
        assert talk.hear() == {"stop": True}
        server.stop()
        talk.go_on()
        rounds = talk.hear()["rounds"]
        with dialogue("django", "micromasters", "run-pending", server=server, log=tmp_path / "other") as process:
            rounds.append([process.process.wait(PATIENCE), process.errors()])
        server.start()
        talk.go_on()
        message = talk.hear()
    assert [status for status, _ in rounds] == [1] * (ROUNDS + 2)
    assert all("the database refused the command: " in said for _, said in rounds)
    assert not any("Traceback" in said for _, said in rounds)
    # The first batch was decided before the server stopped.
    assert message["during"] == {"standings": 10, "decisions": 10, "hints": 80, "tries": 0, "parked": 0}
    assert message["round"] == [0, ""]
    assert message["after"] == {"standings": 50, "decisions": 50, "hints": 0, "tries": 0, "parked": 0}


@pytest.mark.soak
def test_a_running_process_survives_the_stopped_server(server: Server, tmp_path: Path) -> None:
    with dialogue("tests.pipeline.outage_of_a_server", "stay", server=server, log=tmp_path / "log") as talk:
        assert talk.hear() == {"stop": True}
        server.stop()
        talk.go_on()
        wait_for(lambda: talk.errors().count("a round failed") >= ROUNDS, talk)
        server.start()
        wait_for(lambda: count(server, "standing") == len(LEARNERS), talk)
        talk.process.send_signal(signal.SIGTERM)
        assert talk.process.wait(PATIENCE) == 0
        assert (count(server, "hint"), count(server, "work WHERE tries > 0 OR parked IS NOT NULL")) == (0, 0)


def wait_for(is_so: Callable[[], bool], talk: Dialogue) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert talk.process.poll() is None and time.monotonic() < until, talk.errors()
        time.sleep(0.1)


def count(server: Server, what: str) -> int:
    with server.connect(DATABASE) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM micromasters_{what}")
        return cursor.fetchone()[0]
