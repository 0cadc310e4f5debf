"""Check that instants exist in every time zone and fit into every database."""

from __future__ import annotations

from datetime import UTC, datetime

#: The first valid instant, and the first one after the valid range. Years 1 and 9999 overflow in some time zones.
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

#: The description of a valid date, for messages.
EXPECTED = "a date from 1900 to 8999"


def is_plausible(instant: datetime) -> bool:
    """Tell whether an aware instant is in the years 1900 to 8999 in UTC."""
    return FIRST <= instant < LAST


def plausible_or_none(instant: datetime | None) -> datetime | None:
    """Return the instant if it is plausible, else None."""
    return instant if instant is not None and is_plausible(instant) else None


def clamp(instant: datetime) -> datetime:
    """Return the instant, or the nearer end of the valid range if the instant is outside."""
    return min(max(instant, FIRST), LAST)
