"""Run on MariaDB in a process of its own: import the program, then send every learner's grades; tasks go to the broker.

Prints one JSON object: how long the slowest grade took, and how many hints were left when the last one was sent.
"""

from __future__ import annotations

import json
import time

import tests.progress.worker_process  # noqa: F401  sets Django and the broker up

from django.conf import settings  # isort: skip
from django.db import transaction  # isort: skip

from micromasters_plugin import api  # isort: skip
from micromasters_plugin.progress.models import Hint  # isort: skip
from tests.factories import program_text, send_grade  # isort: skip
from tests.progress.learners import LEARNERS, RUNS  # isort: skip


def main() -> dict[str, float]:
    settings.MICROMASTERS_TASK_DELAY_SECONDS = 0.5
    api.import_program(program_text("1x", "2x"))
    slowest = 0.0
    for user_id in LEARNERS:
        started = time.monotonic()
        with transaction.atomic():
            for run in RUNS:
                send_grade(user_id, run)
        slowest = max(slowest, time.monotonic() - started)
    return {"slowest_seconds": slowest, "hints_left": Hint.objects.count()}


if __name__ == "__main__":
    print(json.dumps(main()))
