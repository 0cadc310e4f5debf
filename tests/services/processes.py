"""Runs a Python module in a process of its own against another database: Django's connection is process-wide."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from tests.needs import REPOSITORY

#: Only ends a process that would run for ever.
TIMEOUT_SECONDS = 600.0


def accept_sigint() -> None:
    """As ``preexec_fn``, let SIGINT end a new process. A process in the background would inherit that it is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run_module(module: str, *args: str, database_url: str, timeout_seconds: float = TIMEOUT_SECONDS) -> str:
    """Run ``python -m module args`` with the suite's settings on ``database_url``; return its standard output.

    The module calls ``django.setup()`` itself.

    Raises:
        AssertionError: it exited with another code than 0; the message holds all it printed.
        subprocess.TimeoutExpired: it ran for more than ``timeout_seconds``.
    """
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "MICROMASTERS_TEST_DB": database_url}
    result = subprocess.run(
        [sys.executable, "-m", module, *args],
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_seconds,
    )
    assert result.returncode == 0, f"{module} exited with {result.returncode}\n{result.stdout}\n{result.stderr}"
    return result.stdout
