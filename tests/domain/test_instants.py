"""Test that the range of valid instants has exact limits that do not depend on the time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from micromasters_plugin.domain.instants import FIRST, LAST, clamp, is_plausible, plausible_or_none

TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("instant", "is_one"),
    [
        (FIRST, True),
        (FIRST - TICK, False),
        (LAST - TICK, True),
        (LAST, False),
        (datetime(1900, 1, 1, 1, tzinfo=timezone(timedelta(hours=2))), False),
        (datetime(9000, 1, 1, 1, tzinfo=timezone(timedelta(hours=2))), True),
        (datetime.min.replace(tzinfo=UTC), False),
        (datetime.max.replace(tzinfo=UTC), False),
    ],
)
def test_an_instant_is_plausible_from_1900_to_8999_in_utc(instant: datetime, is_one: bool) -> None:
    assert is_plausible(instant) is is_one
    assert plausible_or_none(instant) == (instant if is_one else None)


def test_no_instant_stays_none() -> None:
    assert plausible_or_none(None) is None


@pytest.mark.parametrize(
    ("instant", "taken_in"),
    [
        (datetime.min.replace(tzinfo=UTC), FIRST),
        (FIRST, FIRST),
        (LAST - TICK, LAST - TICK),
        (datetime.max.replace(tzinfo=UTC), LAST),
    ],
)
def test_an_instant_beyond_the_calendar_is_clamped_to_it(instant: datetime, taken_in: datetime) -> None:
    assert clamp(instant) == taken_in
