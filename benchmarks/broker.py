"""Measure on MariaDB and Redis how soon a prefork worker catches up after an outage of the broker."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.figures import Figure
from tests.needs import MARIADB, REDIS
from tests.reliability.broken_broker import catch_up
from tests.services.mariadb import PrivateMariaDB
from tests.services.redis import PrivateRedis

LEARNERS, CAUGHT_UP_SECONDS = 2_000, 60.0


def measure() -> list[Figure]:
    """Measure with ten thousand events, two thousand learners and four worker processes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("mariadb", "redis", "worker"):
            (folder / part).mkdir()
        mariadb = PrivateMariaDB(MARIADB.require(), folder / "mariadb")
        broker = PrivateRedis(REDIS.require(), folder / "redis")
        mariadb.install()
        mariadb.start()
        try:
            mariadb.migrate()
            broker.start()
            result = catch_up(mariadb, broker, folder / "worker", learners=LEARNERS)
        finally:
            broker.stop()
            mariadb.stop()
    return [
        Figure("events sent while the broker was down", result.sent, ""),
        Figure("standings after its return", result.standings, "", exactly=LEARNERS),
        Figure("hints left", result.hints, "", exactly=0),
        Figure("from the broker's return until no hint is left", result.seconds, "s", CAUGHT_UP_SECONDS),
    ]
