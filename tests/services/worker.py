"""Run a real Celery worker with prefork processes, on the private broker and the private MariaDB."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

from tests.needs import REPOSITORY
from tests.services.server import PrivateServer

PROCESSES = 4


class PrivateWorker(PrivateServer):
    """A worker of one Celery app. The argument ``environment`` names the broker and the database."""

    def __init__(self, app: str, directory: Path, environment: dict[str, str]):
        super().__init__(sys.executable, directory)
        self.app, self.environment = app, os.environ | environment

    def command(self) -> list[str]:
        options = f"worker --pool prefork --concurrency {PROCESSES} --queues edx.lms.core.default --without-mingle"
        return [self.program, "-m", "celery", "-A", self.app, *options.split(), "--loglevel", "INFO"]

    def popen(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=REPOSITORY, env=self.environment
        )

    def is_ready(self) -> bool:
        return " ready." in self.log.read_text(errors="replace")
