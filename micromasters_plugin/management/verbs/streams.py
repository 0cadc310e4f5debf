"""What a terminal, a pipe and an operator do to a process; what is written is the verbs' matter."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from django.core.management.base import OutputWrapper

#: How a shell reports a command that Ctrl-C ended, and one whose reader left, as ``head`` does when it has enough.
STOPPED, UNREAD = 130, 141


@contextmanager
def of_a_process(out: OutputWrapper, err: OutputWrapper) -> Iterator[None]:
    """Write UTF-8 in every locale, and end without a traceback where the operator or the reader has had enough.

    ``out`` and ``err`` wrap the process's own; Django 4.2's wrapper has no ``fileno``.
    """
    for stream in (out, err):
        _speak_utf8(stream)
    try:
        try:
            yield
        finally:
            out.flush()
    except KeyboardInterrupt:
        err.write("stopped; the same command may be run again")
        sys.exit(STOPPED)
    except BrokenPipeError:
        if not _is_unread(sys.stdout):
            raise
        # Python would complain at its end of what it could not write.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(UNREAD)


def _speak_utf8(stream: OutputWrapper) -> None:
    """Definition files are read as UTF-8, and names have every script: neither waits for the locale."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")


def _is_unread(stream: TextIO) -> bool:
    """Say whether the pipe that broke is this one, and not a connection of the work."""
    watch = select.poll()
    watch.register(stream.fileno(), 0)
    return any(happened & (select.POLLERR | select.POLLHUP) for _, happened in watch.poll(0))
