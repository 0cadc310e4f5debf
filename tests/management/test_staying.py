"""Test that ``run-pending --every`` survives a database outage, closes idle connections and ends on a signal."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from tests.management.test_command import run
from tests.needs import REPOSITORY
from tests.services.mariadb import DATABASE, PrivateMariaDB

#: The seconds after which a hanging test fails.
PATIENCE = 60.0
IDLE_LINE = "hints 0, evaluated 0, decisions 0, parked 0, orders carried out 0"


class Staying:
    """Run the command in a subprocess, with a round every tenth of a second."""

    def __init__(self, url: str, log: Path):
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "MICROMASTERS_TEST_DB": url}
        self.log = log.open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "django", "micromasters", "run-pending", "--every", "0.1"],
            cwd=REPOSITORY,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line.strip())

    def wait_for(self, is_there: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not is_there():
            assert self.process.poll() is None and time.monotonic() < until, self.errors()
            time.sleep(0.05)

    def errors(self) -> str:
        self.log.seek(0)
        return self.log.read()


@pytest.fixture
def staying(mariadb: PrivateMariaDB, tmp_path: Path) -> Iterator[Staying]:
    process = Staying(mariadb.url, tmp_path / "log")
    yield process
    process.process.kill()
    process.process.wait()
    process.process.stdout.close()
    process.log.close()


def append_hint(mariadb: PrivateMariaDB) -> None:
    """Append a hint of a program that does not exist. A round deletes this hint."""
    with mariadb.connect(DATABASE) as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO micromasters_hint (user_id, program_id, event_id, created) VALUES (7, 9, '', NOW())"
        )


def count(mariadb: PrivateMariaDB, query: str) -> int:
    with mariadb.connect(DATABASE) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def test_the_process_survives_a_database_outage_and_ends_on_a_signal(staying: Staying, mariadb: PrivateMariaDB) -> None:
    assert staying.lines.get(timeout=PATIENCE) == IDLE_LINE
    append_hint(mariadb)
    hints = "SELECT COUNT(*) FROM micromasters_hint"
    staying.wait_for(lambda: count(mariadb, hints) == 0)
    others = "SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'root' AND id <> CONNECTION_ID()"
    staying.wait_for(lambda: count(mariadb, others) == 0)
    mariadb.kill()
    staying.wait_for(lambda: "a round failed" in staying.errors())
    mariadb.start()
    append_hint(mariadb)
    staying.wait_for(lambda: count(mariadb, hints) == 0)
    staying.process.send_signal(signal.SIGTERM)
    assert staying.process.wait(timeout=PATIENCE) == 0


@pytest.mark.parametrize(
    "options", [("--every", "5", "--dry-run"), ("--every", "5", "--max-seconds", "5"), ("--every", "0")]
)
def test_every_cannot_be_combined_with_other_options(db: None, options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run("run-pending", *options)
