"""Define the Celery app for the worker and the sending processes in the tests of the worker."""

from __future__ import annotations

import os

import django
from celery import Celery

django.setup()

from tests.pipeline.learners import fill_platform  # noqa: E402

app = Celery("tests", broker=os.environ["MICROMASTERS_TEST_BROKER"], set_as_current=True)
app.autodiscover_tasks(["micromasters_plugin"])
fill_platform()
