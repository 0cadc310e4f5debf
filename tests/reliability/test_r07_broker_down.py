"""Test R7: events of a broker's downtime are processed after the broker's return. A benchmark records the time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.broken_broker import EVENTS_OF_A_LEARNER, catch_up
from tests.services.mariadb import PrivateMariaDB
from tests.services.redis import PrivateRedis


@pytest.mark.parametrize("learners", [200, pytest.param(2_000, marks=pytest.mark.soak)])
def test_a_worker_catches_up_after_the_broker_returns(
    mariadb: PrivateMariaDB, redis_server: PrivateRedis, tmp_path: Path, learners: int
) -> None:
    result = catch_up(mariadb, redis_server, tmp_path, learners=learners)
    events = EVENTS_OF_A_LEARNER * learners
    assert (result.sent, result.hints_before, result.standings_before) == (events, events, 0)
    assert (result.hints, result.standings, result.errors) == (0, learners, 0), result.log
