"""Instants on the command line."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import UTC, datetime


def instant(text: str) -> datetime:
    """Return a date or an instant in ISO 8601, in UTC where it names no zone.

    Raises:
        ArgumentTypeError: it is neither.
    """
    try:
        found = datetime.fromisoformat(text)
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        if 1900 <= found.year < 9000:
            return found
    except (ValueError, OverflowError):
        pass  # said below
    raise ArgumentTypeError(f"a date or an instant such as 2026-11-24T08:00 is needed, from 1900 to 8999, not {text!r}")
