"""A running, seeded demo, and a way to run its commands on a database of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

DEMO = Path(__file__).resolve().parents[2] / "demo"
# The demo is no installed package: its launcher and its browser without scripts are found where they lie.
sys.path.append(str(DEMO))

from host.server import running_demo  # noqa: E402


class Manage:
    """Runs ``demo/manage.py`` in an environment, on the database in a folder."""

    def __init__(self, folder: Path):
        self.database = folder / "demo.sqlite3"
        self._environment = demo_environment(folder)

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, str(DEMO / "manage.py"), *arguments]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="session")
def demo_url() -> Iterator[str]:
    """The address of a seeded demo that all tests of pages share."""
    with running_demo() as url:
        yield url


@pytest.fixture(scope="module")
def manage(tmp_path_factory: pytest.TempPathFactory) -> Manage:
    """Runs ``demo/manage.py`` with a migrated database that the tests of one module share."""
    run = Manage(tmp_path_factory.mktemp("demo"))
    run("migrate", "--verbosity", "0").check_returncode()
    return run


@pytest.fixture(scope="session")
def recorded_scenarios(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the grade book sends in each scenario, as JSON."""
    environment = demo_environment(tmp_path_factory.mktemp("scenarios"))
    command = [sys.executable, str(Path(__file__).with_name("play_scenarios.py"))]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=120).stdout


def demo_environment(folder: Path) -> dict[str, str]:
    """Return the environment of a process that has the demo on a database in ``folder``."""
    return {
        **os.environ,
        "DEMO_DB": f"sqlite:///{folder}/demo.sqlite3",
        "DJANGO_SETTINGS_MODULE": "host.settings",
        "PYTHONPATH": str(DEMO),
    }
