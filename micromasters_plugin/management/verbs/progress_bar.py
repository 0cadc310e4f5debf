"""Show the progress of a long verb as a bar on standard error. Show no bar if standard error is not a terminal."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from types import TracebackType
from typing import Any

import click
from django.core.management.base import BaseCommand

from micromasters_plugin.data import ReconcileProgress


class ProgressBar:
    """Show a bar for each program, and say where an interrupted reconciliation resumes."""

    def __init__(self, command: BaseCommand):
        self._command = command
        self._bars = ExitStack()
        self._bar: Any = None

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None):
        self._bars.close()

    def show(self, progress: ReconcileProgress) -> None:
        """Draw the progress. The first call for a program comes before the first comparison."""
        if progress.compared:
            if self._bar is not None:
                self._bar.update(progress.compared - self._bar.pos)
            return
        self._bars.close()
        self._bar = None
        if progress.resumed_from is not None:
            self._command.stdout.write(
                f"{progress.program_key}: continues after learner {progress.after}, because the comparison of "
                f"{progress.resumed_from:%Y-%m-%dT%H:%M:%S%z} was interrupted; earlier learners come last"
            )
        if progress.learners and sys.stderr.isatty():
            bar = click.progressbar(
                length=progress.learners, label=progress.program_key, file=sys.stderr, show_pos=True
            )
            self._bar = self._bars.enter_context(bar)
