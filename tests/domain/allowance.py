"""Prints how many seconds of processor time the rules' tests may take here: ten on a machine of the usual speed.

Shared machines are slower at times, all programs alike. So a loop is timed first, and where it takes longer than
usual, the tests may take longer in the same measure; never is it less than ten.
"""

from __future__ import annotations

import math
import time
from statistics import median

SECONDS = 10
ADDITIONS = 5_000_000
#: The least that so many additions were seen to take, with CPython 3.11.
USUAL_SECONDS = 0.22


def allowance() -> int:
    """Return whole seconds, ``SECONDS`` or more."""
    return math.ceil(SECONDS * max(1.0, median(_loop() for _ in range(5)) / USUAL_SECONDS))


def _loop() -> float:
    started = time.process_time()
    total = 0
    for number in range(ADDITIONS):
        total += number
    return time.process_time() - started


if __name__ == "__main__":
    print(allowance())
