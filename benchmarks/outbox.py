"""Measure a claim, the deletion of old orders, and the look-up of a credential's orders, in a table of 200,000 orders.

The benchmark runs on a private MariaDB and a private PostgreSQL. ``MICROMASTERS_BENCH_ORDERS`` sets the number of other
orders.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from tests.needs import MARIADB, POSTGRESQL
from tests.services.mariadb import PrivateMariaDB
from tests.services.postgresql import PrivatePostgreSQL
from tests.services.processes import run_module

ORDERS = int(os.environ.get("MICROMASTERS_BENCH_ORDERS", "200000"))
AN_HOUR = 3600.0
SERVERS = {"MariaDB": (PrivateMariaDB, MARIADB), "PostgreSQL": (PrivatePostgreSQL, POSTGRESQL)}


def measure() -> list[Figure]:
    """Measure examined rows and statements against limits, and measure times without limits."""
    figures = [Figure("orders", ORDERS, "")]
    for engine, (kind, need) in SERVERS.items():
        with tempfile.TemporaryDirectory() as folder:
            server = kind(need.require(), Path(folder))
            server.install()
            server.start()
            try:
                server.migrate()
                claims = _step("tests.outbox.claim_cost", server.url)
                server.empty()
                costs = _step("benchmarks.outbox_steps", server.url)
            finally:
                server.stop()
                if isinstance(server, PrivatePostgreSQL):
                    server.uninstall()
        figures += _claim_figures(engine, claims)
        figures += [
            Figure(f"{engine}: statements a credential, of 100", costs["statements"], "", 8),
            Figure(f"{engine}: longest transaction that forgets", costs["longest"] * 1000, "ms"),
            Figure(f"{engine}: forgetting 10,000 orders, a round's share", costs["forget"] * 1000, "ms"),
        ]
    return figures


def _step(module: str, database_url: str) -> dict[str, Any]:
    """Run a step as a subprocess and return the JSON output of the step."""
    result: dict[str, Any] = json.loads(
        run_module(module, str(ORDERS), database_url=database_url, timeout_seconds=AN_HOUR)
    )
    return result


def _claim_figures(engine: str, claims: dict[str, dict[str, float]]) -> list[Figure]:
    alone = claims.pop("ten")
    figures = [
        Figure(f"{engine}: rows examined by a claim from ten", alone["examined"], ""),
        Figure(f"{engine}: a claim from ten", alone["seconds"] * 1000, "ms"),
    ]
    for situation, cost in claims.items():
        figures += [
            Figure(f"{engine}: rows examined beside {situation}", cost["examined"], "", alone["examined"] + 10),
            Figure(f"{engine}: a claim beside {situation}", cost["seconds"] / alone["seconds"], "times"),
        ]
    return figures
