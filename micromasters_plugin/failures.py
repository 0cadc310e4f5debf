"""Describe an error for the log: its kind and its place in the code, never words that others wrote into it.

The text of an error from the platform, a mail server or the database may carry a name, an address or a username, and
nobody can erase a log line. The rows of learners and orders keep the whole error; erasing the person erases them.
"""

from __future__ import annotations

import traceback

from micromasters_plugin.exceptions import MicromastersError


def describe(error: BaseException) -> str:
    """Return the kind of an error, with a database's number, and the line that raised it.

    An error of this package whose words name nobody is described by its words.
    """
    kind = type(error).__qualname__
    if isinstance(error, MicromastersError) and error.names_nobody:
        return f"{kind}: {error}"
    if error.args and isinstance(error.args[0], int):
        kind = f"{kind} {error.args[0]}"
    frames = traceback.extract_tb(error.__traceback__)
    return f"{kind} at {frames[-1].filename}:{frames[-1].lineno} in {frames[-1].name}" if frames else kind


def traced(error: BaseException) -> str:
    """Return the same with the calls that led there, and with what caused the error."""
    lines = [describe(error)]
    lines += [
        f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines) + (f"\ncaused by {traced(cause)}" if cause is not None else "")
