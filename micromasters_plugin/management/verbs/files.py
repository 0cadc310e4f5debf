"""Read the file that a verb takes, or explain why the file cannot be read."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import CommandError

#: ``read_text`` reads at most this many characters. A definition may have half as many characters, so a longer
#: definition is refused and never truncated.
MAX_READ = 2 << 20


def read_text(file: Path) -> str:
    """Return the first ``MAX_READ`` characters of the file.

    Raises:
        CommandError: the file cannot be read, or is not text in UTF-8.
    """
    try:
        with file.open(encoding="utf-8") as stream:
            return stream.read(MAX_READ)
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(file, error) from error


def unreadable(file: Path, error: OSError | UnicodeDecodeError) -> CommandError:
    """Return the command's error for ``error``, which was raised while ``file`` was read."""
    why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
    return CommandError(f"{file} cannot be read: {why}")
