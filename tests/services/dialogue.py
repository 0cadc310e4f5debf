"""Let a test and a module in a subprocess exchange lines of JSON in turns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.needs import REPOSITORY
from tests.services.processes import accept_sigint


class Dialogue:
    """The test's side of the exchange. ``hear`` waits for a line of JSON, and ``go_on`` lets the module continue."""

    def __init__(self, *command: str, database_url: str, log: Path):
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "MICROMASTERS_TEST_DB": database_url}
        self._log = log.open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=REPOSITORY,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            preexec_fn=accept_sigint,
        )

    def hear(self) -> Any:
        """Return the next value that the module prints.

        Raises:
            AssertionError: the module ended or printed no JSON; the message contains the module's standard error.
        """
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith(("{", "[")), f"{line}\n{self.errors()}"
        return json.loads(line)

    def go_on(self) -> None:
        """Answer the module's last question."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def errors(self) -> str:
        """Return the module's standard error."""
        self._log.seek(0)
        return self._log.read()

    def end(self) -> None:
        """End the module's process if the process still runs."""
        self.process.kill()
        self.process.communicate()
        self._log.close()


def ask(question: Any) -> None:
    """Print ``question`` as JSON and wait for the test's answer. The module calls this function."""
    tell(question)
    sys.stdin.readline()


def tell(result: Any) -> None:
    """Print ``result`` as JSON."""
    print(json.dumps(result), flush=True)
