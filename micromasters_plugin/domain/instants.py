"""Which instants are taken in: those that every time zone and every database can write."""

from __future__ import annotations

from datetime import UTC, datetime

#: Years 1 and 9999 overflow in a time zone other than UTC; a year outside these two was always a slip.
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

#: What a refusal says is expected.
EXPECTED = "a date from 1900 to 8999"


def is_plausible(instant: datetime) -> bool:
    """Tell whether an aware instant lies from the beginning of 1900 to the end of 8999 in UTC."""
    return FIRST <= instant < LAST


def plausible(instant: datetime | None) -> datetime | None:
    """Return the instant, or None for one that is not plausible: the platform then knows no date."""
    return instant if instant is not None and is_plausible(instant) else None
