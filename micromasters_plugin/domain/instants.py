"""Accept only instants that every time zone and every database can write."""

from __future__ import annotations

from datetime import UTC, datetime

#: Years 1 and 9999 overflow in some time zones. A year outside these two bounds is a mistake.
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

#: The expected value, as a refusal says it.
EXPECTED = "a date from 1900 to 8999"


def is_plausible(instant: datetime) -> bool:
    """Tell whether an aware instant lies from the beginning of 1900 to the end of 8999 in UTC."""
    return FIRST <= instant < LAST


def plausible(instant: datetime | None) -> datetime | None:
    """Return the instant, or None if it is not plausible: it then counts as no date."""
    return instant if instant is not None and is_plausible(instant) else None


def clamped(instant: datetime) -> datetime:
    """Return the instant, or the first or last that is taken in where the platform has one beyond them."""
    return min(max(instant, FIRST), LAST)
