"""Handle a command's streams: their encoding, Ctrl-C, and a pipe whose reader leaves. The verbs do the writing."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from django.core.management.base import OutputWrapper

#: The shell's exit statuses for a command ended by Ctrl-C, and for one whose reader left, as ``head`` does.
STOPPED, UNREAD = 130, 141


@contextmanager
def of_a_process(out: OutputWrapper, err: OutputWrapper) -> Iterator[None]:
    """Write UTF-8 in every locale, and end without a traceback after Ctrl-C or when the reader leaves.

    ``out`` and ``err`` wrap the process's streams; Django 4.2's wrapper has no ``fileno``.
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
        # Else Python would complain at exit about unwritten output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(UNREAD)


def _speak_utf8(stream: OutputWrapper) -> None:
    """Switch to UTF-8 in any locale: definition files are UTF-8, and names come in every script."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")


def _is_unread(stream: TextIO) -> bool:
    """Tell whether this pipe broke, and not one of the verb's connections."""
    watch = select.poll()
    watch.register(stream.fileno(), 0)
    return any(happened & (select.POLLERR | select.POLLHUP) for _, happened in watch.poll(0))
