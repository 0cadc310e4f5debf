"""Accept only instants that exist in every time zone and that every database can store."""

from __future__ import annotations

from datetime import UTC, datetime

#: The first instant, and the end of the range. Years 1 and 9999 overflow in some time zones.
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

#: The expected value, for messages.
EXPECTED = "a date from 1900 to 8999"


def is_plausible(instant: datetime) -> bool:
    """Tell whether an aware instant lies from the beginning of 1900 to the end of 8999 in UTC."""
    return FIRST <= instant < LAST


def plausible_or_none(instant: datetime | None) -> datetime | None:
    """Return the instant, or None, which stands for no date, if it is not plausible."""
    return instant if instant is not None and is_plausible(instant) else None


def clamp(instant: datetime) -> datetime:
    """Return the instant. If it lies outside the range, return the end of the range that is nearer."""
    return min(max(instant, FIRST), LAST)
