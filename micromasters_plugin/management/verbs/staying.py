"""Let a command run until SIGTERM or SIGINT, and finish the current work before the end."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event


@contextmanager
def until_end_signal() -> Iterator[Callable[[float], bool]]:
    """Yield a function that waits some seconds.

    The function returns True immediately when the process gets SIGTERM or SIGINT.

    If the process started with a signal ignored, the signal stays ignored. For example, a background job starts with
    SIGINT ignored.
    """
    end_signal = Event()
    former = {
        number: signal.signal(number, lambda *_: end_signal.set())
        for number in (signal.SIGTERM, signal.SIGINT)
        if signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield end_signal.wait
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
