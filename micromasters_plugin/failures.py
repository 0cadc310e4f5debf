"""Describe an error by the error's class and place in the code. The log gets no text from outside this package.

An error of the platform, a mail server or the database may name a person, and nobody can erase a log line. The rows of
learners and orders keep the whole error. Erasing a person also erases the person's rows.
"""

from __future__ import annotations

import traceback

from micromasters_plugin.exceptions import MicromastersError


def describe(error: BaseException) -> str:
    """Return an error's class, the line of code, and the error's number if a database raised the error.

    If the error belongs to this package and the error's message names nobody, return the message.
    """
    kind = type(error).__qualname__
    if isinstance(error, MicromastersError) and error.names_nobody:
        return f"{kind}: {error}"
    if error.args and isinstance(error.args[0], int):
        kind = f"{kind} {error.args[0]}"
    frames = traceback.extract_tb(error.__traceback__)
    return f"{kind} at {frames[-1].filename}:{frames[-1].lineno} in {frames[-1].name}" if frames else kind


def traced(error: BaseException) -> str:
    """Return the description from ``describe``, the stack trace and the error's cause."""
    lines = [describe(error)]
    lines += [
        f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines) + (f"\ncaused by {traced(cause)}" if cause is not None else "")
