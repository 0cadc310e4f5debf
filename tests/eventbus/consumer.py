"""Consume events from the bus as on a site, with the command of openedx-events in a subprocess."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

from tests.needs import REPOSITORY
from tests.services.server import PrivateServer

#: The topic to which edx-exams sends exam attempts.
TOPIC = "learning-exam-attempt-lifecycle"
GROUP = "micromasters"


class PrivateConsumer(PrivateServer):
    """A consumer of one topic.

    The argument ``options`` has options of edx-event-bus-redis, such as ``last_read_msg_id``.
    """

    def __init__(self, directory: Path, database_url: str, **options: object):
        super().__init__(sys.executable, directory)
        self.options = {"consumer_name": "suite"} | options
        self.starts = 0
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.eventbus.settings",
            "MICROMASTERS_TEST_DB": database_url,
        }

    def command(self) -> list[str]:
        options = json.dumps(self.options)
        arguments = ["consume_events", "--topic", TOPIC, "--group_id", GROUP, "--extra", options]
        return [self.program, "-u", "-m", "django", *arguments]

    def popen(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        self.starts += 1
        return subprocess.Popen(
            self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=REPOSITORY, env=self.environment
        )

    def is_ready(self) -> bool:
        return self.log.read_text(errors="replace").count("Running consumer for") == self.starts
