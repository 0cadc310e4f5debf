"""Leave Python's collector of cycles alone while a batch is worked on. How large a batch is, others decide."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Collect no cycles within; a batch makes tens of thousands of rows and no cycles worth mentioning.

    Looking for them took a tenth of the time of a comparison, and more of a decision's.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
