"""Define fixtures for a running, seeded demo, and for the demo's commands on a separate database."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

DEMO = Path(__file__).resolve().parents[2] / "demo"
# The demo is not an installed package, so import the demo's server and smoke test from their folder.
sys.path.append(str(DEMO))

from host.server import running_demo  # noqa: E402


class Manage:
    """A runner of the demo's commands on a database.

    Each command runs in a fork of one process, which started Django once.
    """

    def __init__(self, server: subprocess.Popen[str], database: Path):
        self.database = database
        self._server = server

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        assert self._server.stdin and self._server.stdout
        print(json.dumps({"database": str(self.database), "words": words}), file=self._server.stdin, flush=True)
        answer = json.loads(self._server.stdout.readline())
        return subprocess.CompletedProcess(words, answer["status"], answer["out"], answer["err"])


@pytest.fixture(scope="session")
def demo_url() -> Iterator[str]:
    """Return the address of a seeded demo that all tests of pages share."""
    with running_demo() as url:
        yield url


@pytest.fixture(scope="session")
def command_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """Start the process that forks for each command."""
    command = [sys.executable, str(Path(__file__).with_name("fork_commands.py"))]
    environment = demo_environment(tmp_path_factory.mktemp("commands"))
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, text=True, **pipes) as server:
        yield server
        server.stdin.close()


@pytest.fixture(scope="session")
def migrated_database(command_server: subprocess.Popen[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create a database with every migration applied. Tests copy this database."""
    run = Manage(command_server, tmp_path_factory.mktemp("migrated") / "demo.sqlite3")
    run("migrate", "--verbosity", "0").check_returncode()
    return run.database


@pytest.fixture(scope="module")
def manage(
    command_server: subprocess.Popen[str], migrated_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Manage:
    """Return a runner of the demo's commands, on a migrated database that the tests of one module share."""
    database = shutil.copy(migrated_database, tmp_path_factory.mktemp("demo") / "demo.sqlite3")
    return Manage(command_server, database)


@pytest.fixture(scope="session")
def recorded_scenarios(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the events that the grade book sends in each scenario, as JSON."""
    environment = demo_environment(tmp_path_factory.mktemp("scenarios"))
    command = [sys.executable, str(Path(__file__).with_name("play_scenarios.py"))]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=120).stdout


def demo_environment(folder: Path) -> dict[str, str]:
    """Return the environment of a process whose demo has its database in ``folder``."""
    return {
        **os.environ,
        "DEMO_DB": f"sqlite:///{folder}/demo.sqlite3",
        "DJANGO_SETTINGS_MODULE": "host.settings",
        "PYTHONPATH": str(DEMO),
    }
