"""Run a Python module as a subprocess with another database, because Django's settings apply to the whole process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from tests.needs import REPOSITORY

#: The seconds after which a hanging process fails.
TIMEOUT_SECONDS = 600.0


def accept_sigint() -> None:
    """Let SIGINT end a new process.

    Use as ``preexec_fn``. Without this function, a background process would inherit a setting that ignores SIGINT.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run_module(module: str, *args: str, database_url: str, timeout_seconds: float = TIMEOUT_SECONDS) -> str:
    """Run ``python -m module args`` with the suite's settings on ``database_url``. Return the standard output.

    The module calls ``django.setup()`` itself.

    Raises:
        AssertionError: the module's exit status is not 0; the message has the module's whole output.
        subprocess.TimeoutExpired: the module ran for more than ``timeout_seconds``.
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
