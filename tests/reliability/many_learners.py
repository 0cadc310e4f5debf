"""Define the Celery app of the test of R7.

The app's worker and the senders see the same learners. Each learner has one grade.

``MICROMASTERS_TEST_LEARNERS`` is the number of learners.
"""

from __future__ import annotations

import os

import django
from celery import Celery

django.setup()

from tests.factories import run_of  # noqa: E402
from tests.fakes import FakePlatform  # noqa: E402

LEARNERS = range(1, int(os.environ["MICROMASTERS_TEST_LEARNERS"]) + 1)
RUN = run_of("1x")

app = Celery("tests", broker=os.environ["MICROMASTERS_TEST_BROKER"], set_as_current=True)
app.autodiscover_tasks(["micromasters_plugin"])
for user_id in LEARNERS:
    FakePlatform().pass_run(user_id, RUN)
