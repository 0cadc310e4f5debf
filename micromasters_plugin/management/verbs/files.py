"""How a verb reads a file, and says why it cannot."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import CommandError

#: Characters: twice what any definition may have, so that one more is refused by its size and not cut short.
MAX_READ = 2 << 20


def read_text(file: Path) -> str:
    """Return the file's text, cut at 2 Mi characters.

    Raises:
        CommandError: it cannot be read, or is no UTF-8.
    """
    try:
        with file.open(encoding="utf-8") as stream:
            return stream.read(MAX_READ)
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(file, error) from error


def unreadable(file: Path, error: OSError | UnicodeDecodeError) -> CommandError:
    """Return what a verb ends with where ``error`` came of reading ``file``."""
    why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
    return CommandError(f"{file} cannot be read: {why}")
