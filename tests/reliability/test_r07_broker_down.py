"""R7: events from the time when the broker was down are processed after its return; a benchmark records how soon."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.broken_broker import EVENTS_OF_A_LEARNER, catch_up
from tests.services.mariadb import PrivateMariaDB
from tests.services.redis import PrivateRedis


@pytest.mark.parametrize("learners", [200, pytest.param(2_000, marks=pytest.mark.soak)])
def test_the_events_of_a_broken_broker_are_caught_up_after_its_return(
    mariadb: PrivateMariaDB, redis_server: PrivateRedis, tmp_path: Path, learners: int
) -> None:
    told = catch_up(mariadb, redis_server, tmp_path, learners=learners)
    events = EVENTS_OF_A_LEARNER * learners
    assert (told.sent, told.hints_before, told.standings_before) == (events, events, 0)
    assert (told.hints, told.standings, told.errors) == (0, learners, 0), told.log
