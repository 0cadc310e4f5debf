"""Measure the time that MariaDB needs to erase people from tables with a million other rows, while a worker writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Figure
from tests.needs import MARIADB
from tests.services.mariadb import PrivateMariaDB

ROOT = Path(__file__).parent.parent
#: The number of other people, each of whom has a row in each of eight tables.
STRANGERS = int(os.environ.get("MICROMASTERS_BENCH_STRANGERS", "125000"))


def measure() -> list[Figure]:
    """Erase several people while a worker writes other people's rows. Return the median time and the slowest time."""
    with tempfile.TemporaryDirectory() as folder:
        server = PrivateMariaDB(MARIADB.require(), Path(folder))
        server.install()
        server.start()
        try:
            server.migrate()
            found = _step(server.url)
        finally:
            server.stop()
    return [
        Figure("rows about others", found["rows"], ""),
        Figure("erasing somebody beside a worker, median", found["median_ms"], "ms", 50),
        Figure("erasing somebody beside a worker, slowest", found["slowest_ms"], "ms"),
        Figure("rows read", found["rows_read"], ""),
        Figure("rows that the worker wrote meanwhile", found["written"], "", least=1),
    ]


def _step(url: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.erasing_step", str(STRANGERS)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "MICROMASTERS_TEST_DB": url},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
