"""A command that stays: it ends by SIGTERM or SIGINT, when it is at a place where nothing is half done."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event


@contextmanager
def until_told_to_end() -> Iterator[Callable[[float], bool]]:
    """Give a function that waits some seconds and returns whether the process was told to end; it then returns at once.

    SIGINT that the process was started to ignore, as under ``nohup`` or in the background, stays ignored.
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
