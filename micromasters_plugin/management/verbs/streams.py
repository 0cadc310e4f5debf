"""Set the encoding of a command's streams, and handle Ctrl-C and a broken pipe. The verbs write the output."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from django.core.management.base import OutputWrapper

#: As in a shell, the first exit status means that Ctrl-C ended the command. The second exit status means that the
#: reader of the output, such as ``head``, closed the pipe.
STOPPED, UNREAD = 130, 141


@contextmanager
def set_up_streams(out: OutputWrapper, err: OutputWrapper) -> Iterator[None]:
    """Write UTF-8 in every locale.

    End without a traceback after Ctrl-C, or after the reader of the output closed the pipe.

    ``out`` and ``err`` wrap the process's streams. The wrapper of Django 4.2 has no ``fileno``.
    """
    for stream in (out, err):
        _switch_to_utf8(stream)
    try:
        try:
            yield
        finally:
            out.flush()
    except KeyboardInterrupt:
        err.write("stopped; you can run the same command again")
        sys.exit(STOPPED)
    except BrokenPipeError:
        if not _is_unread(sys.stdout):
            raise
        # Without this, Python would report unwritten output at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(UNREAD)


def _switch_to_utf8(stream: OutputWrapper) -> None:
    """Switch to UTF-8 in any locale, because definition files are UTF-8 and names are in every script."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")


def _is_unread(stream: TextIO) -> bool:
    """Tell whether this stream's pipe broke. Another pipe of the verb may have broken instead, such as a connection."""
    watch = select.poll()
    watch.register(stream.fileno(), 0)
    return any(events & (select.POLLERR | select.POLLHUP) for _, events in watch.poll(0))
