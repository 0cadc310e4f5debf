"""Let a command run until SIGTERM or SIGINT, and end it between two pieces of work."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event


@contextmanager
def until_told_to_end() -> Iterator[Callable[[float], bool]]:
    """Yield a function that waits some seconds. It returns True at once when the process gets a signal to end.

    A process that started with SIGINT ignored, as under ``nohup`` or in the background, still ignores it.
    """
    told = Event()
    former = {
        number: signal.signal(number, lambda *_: told.set())
        for number in (signal.SIGTERM, signal.SIGINT)
        if signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield told.wait
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
