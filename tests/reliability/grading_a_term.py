"""Send five events for each learner (``all``) or one event (``one``) on MariaDB.

A test runs this module as a subprocess.

The module prints the number of sent events.
"""

from __future__ import annotations

import sys

from tests.reliability.many_learners import LEARNERS, RUN  # this import sets up Django and the broker

from django.conf import settings  # isort: skip
from django.db import transaction  # isort: skip

from micromasters_plugin.data.actors import OPERATOR

from micromasters_plugin import api  # isort: skip
from tests.factories import program_text, send_grade  # isort: skip
from tests.reliability.broken_broker import EVENTS_OF_A_LEARNER  # isort: skip


def send(learners: range, events: int) -> int:
    for user_id in learners:
        with transaction.atomic():
            for _ in range(events):
                send_grade(user_id, RUN)
    return len(learners) * events


if __name__ == "__main__":
    settings.MICROMASTERS_TASK_DELAY_SECONDS = 0.5
    if sys.argv[1] == "all":
        api.import_program(program_text("1x", "2x"), actor=OPERATOR)
        print(send(LEARNERS, EVENTS_OF_A_LEARNER))
    else:
        print(send(LEARNERS[:1], 1))
