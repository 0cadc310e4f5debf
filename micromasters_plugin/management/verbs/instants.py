"""Read instants from the command line."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import UTC, datetime


def instant(text: str) -> datetime:
    """Return the instant of a date or time in ISO 8601, from 1900 to 8999. Without a time zone, the text is in UTC.

    Raises:
        ArgumentTypeError: the text is not a date or time in ISO 8601, or is not from 1900 to 8999.
    """
    try:
        found = datetime.fromisoformat(text)
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        if 1900 <= found.year < 9000:
            return found
    except (ValueError, OverflowError):
        pass  # refused below
    raise ArgumentTypeError(
        f"the argument must be a date or time from 1900 to 8999, such as 2026-11-24T08:00, not {text!r}"
    )
