"""Set the encoding of a command's streams, and handle Ctrl-C and a broken pipe. The verbs do the writing."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from django.core.management.base import OutputWrapper

#: Exit statuses, as in a shell: a command was ended by Ctrl-C; the reader of the pipe (such as ``head``) ended.
STOPPED, UNREAD = 130, 141


@contextmanager
def set_up_streams(out: OutputWrapper, err: OutputWrapper) -> Iterator[None]:
    """Write UTF-8 in every locale, and end without a traceback after Ctrl-C or when the pipe's reader ends.

    ``out`` and ``err`` wrap the process's streams; Django 4.2's wrapper has no ``fileno``.
    """
    for stream in (out, err):
        _switch_to_utf8(stream)
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
        # Without this, Python would report unwritten output at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(UNREAD)


def _switch_to_utf8(stream: OutputWrapper) -> None:
    """Switch to UTF-8 in any locale: definition files are UTF-8, and names come in every script."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")


def _is_unread(stream: TextIO) -> bool:
    """Return True if this stream's pipe broke, and not one of the verb's connections."""
    watch = select.poll()
    watch.register(stream.fileno(), 0)
    return any(events & (select.POLLERR | select.POLLHUP) for _, events in watch.poll(0))
