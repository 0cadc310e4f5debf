"""Let a command stay until SIGTERM or SIGINT, and end it where nothing is half done."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event


@contextmanager
def until_told_to_end() -> Iterator[Callable[[float], bool]]:
    """Give a function that waits some seconds and returns True, at once, if the process was told to end.

    A process that was started with SIGINT ignored, as under ``nohup`` or in the background, still ignores it.
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
