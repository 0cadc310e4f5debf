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
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ArgumentTypeError(f"a date or an instant such as 2026-11-24T08:00 is needed, not {text!r}") from None
