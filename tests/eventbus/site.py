"""Run verbs of the site's command in a subprocess: ``python -m tests.eventbus.site reconcile "doctor --json"``.

The module prints a JSON list with the output of each verb.
"""

from __future__ import annotations

import io
import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.eventbus.settings"
django.setup()

from django.core.management import call_command  # noqa: E402

from tests.pipeline.learners import fill_platform  # noqa: E402


def output_of(argument: str) -> str:
    printed = io.StringIO()
    call_command("micromasters", *argument.split(), stdout=printed)
    return printed.getvalue()


if __name__ == "__main__":
    fill_platform()
    print(json.dumps([output_of(argument) for argument in sys.argv[1:]]))
