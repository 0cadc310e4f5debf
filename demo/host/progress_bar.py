"""A progress bar on standard error.

A terminal shows a moving bar. Another output gets a line after each tenth of the work.
"""

from __future__ import annotations

import sys
import time

WIDTH = 30
SECONDS_BETWEEN_DRAWS = 0.1


class ProgressBar:
    """A bar that counts from the call of ``start`` to the call of ``end``."""

    def __init__(self, label: str):
        self._label = label
        self._total = 1
        self._done = 0
        self._tenths = 0
        self._drawn = 0.0

    def start(self, total: int) -> None:
        """Show an empty bar for ``total`` steps."""
        self._total, self._done, self._tenths = max(total, 1), 0, 0

    def advance(self, steps: int = 1) -> None:
        """Count ``steps`` more."""
        self._done += steps
        if sys.stderr.isatty():
            if time.monotonic() - self._drawn >= SECONDS_BETWEEN_DRAWS:
                self._draw()
        elif self._done * 10 // self._total > self._tenths:
            self._tenths = self._done * 10 // self._total
            sys.stderr.write(f"{self._label}: {self._done:,} of {self._total:,}\n")

    def end(self) -> None:
        """End the line."""
        if sys.stderr.isatty():
            self._draw()
            sys.stderr.write("\n")

    def _draw(self) -> None:
        filled = WIDTH * self._done // self._total
        sys.stderr.write(f"\r{self._label} [{'#' * filled}{'.' * (WIDTH - filled)}] {self._done:,} of {self._total:,}")
        sys.stderr.flush()
        self._drawn = time.monotonic()
