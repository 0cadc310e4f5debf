"""R7: ten thousand events that came while the broker was down are caught up within a minute of its return."""

from __future__ import annotations

from pathlib import Path

from tests.reliability.broken_broker import CAUGHT_UP_SECONDS, EVENTS, LEARNERS, catch_up
from tests.services.mariadb import PrivateMariaDB
from tests.services.redis import PrivateRedis


def test_ten_thousand_events_of_a_broken_broker_are_caught_up_within_a_minute_of_its_return(
    mariadb: PrivateMariaDB, redis_server: PrivateRedis, tmp_path: Path
) -> None:
    told = catch_up(mariadb, redis_server, tmp_path)
    assert (told.sent, told.hints_before, told.standings_before) == (EVENTS, EVENTS, 0)
    assert (told.hints, told.standings, told.errors) == (0, LEARNERS, 0), told.log
    assert told.seconds < CAUGHT_UP_SECONDS
