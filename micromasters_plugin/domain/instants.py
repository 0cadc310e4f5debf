"""Check that an instant exists in every time zone and fits into every database."""

from __future__ import annotations

from datetime import UTC, datetime

#: The valid range begins with the first instant, and ends shortly before the second instant. The years 1 and 9999
#: overflow in some time zones.
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

#: Messages use this description of a valid date.
EXPECTED = "a date from 1900 to 8999"


def is_plausible(instant: datetime) -> bool:
    """Tell whether an aware instant is in the years 1900 to 8999 in UTC."""
    return FIRST <= instant < LAST


def plausible_or_none(instant: datetime | None) -> datetime | None:
    """Return the instant if the instant is plausible, else None."""
    return instant if instant is not None and is_plausible(instant) else None


def clamp(instant: datetime) -> datetime:
    """Return the instant if the instant is valid.

    If the instant is not valid, return the nearer end of the valid range.
    """
    return min(max(instant, FIRST), LAST)
