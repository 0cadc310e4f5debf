"""Import the program and send all grades. The tasks go to the broker. Tests run this module in a subprocess on MariaDB.

The module prints a JSON object with the number of tries to publish a task, and the number of hints at the end.
"""

from __future__ import annotations

import json
from unittest.mock import patch

import tests.pipeline.worker_process  # noqa: F401  sets Django and the broker up

from django.conf import settings  # isort: skip
from django.db import transaction  # isort: skip

from micromasters_plugin.data.actors import OPERATOR

from micromasters_plugin import api, tasks  # isort: skip
from micromasters_plugin.inbox.models import Hint  # isort: skip
from tests.factories import program_text, send_grade  # isort: skip
from tests.pipeline.learners import LEARNERS, RUNS  # isort: skip


def main() -> dict[str, int]:
    settings.MICROMASTERS_TASK_DELAY_SECONDS = 0.5
    api.import_program(program_text("1x", "2x"), actor=OPERATOR)
    task = tasks.evaluate_hints
    with patch.object(task, "apply_async", side_effect=task.apply_async) as published:
        for user_id in LEARNERS:
            with transaction.atomic():
                for run in RUNS:
                    send_grade(user_id, run)
    return {"published": published.call_count, "hints_left": Hint.objects.count()}


if __name__ == "__main__":
    print(json.dumps(main()))
