"""Send events to the bus like another service.

``python -m tests.eventbus.sender "grades 1 5" "failing-grade 6" "exam 1"``
"""

from __future__ import annotations

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.eventbus.sender_settings"
django.setup()

from tests.factories import run_of, send_exam, send_grade  # noqa: E402

RUN = run_of("1x")


def send_grades(first: str, last: str) -> None:
    for user_id in range(int(first), int(last) + 1):
        send_grade(user_id, RUN)


def send_failing_grade(user_id: str) -> None:
    send_grade(int(user_id), RUN, 0.2)


def send_verified_exam(user_id: str) -> None:
    send_exam(int(user_id), RUN, "verified")


VERBS = {"grades": send_grades, "failing-grade": send_failing_grade, "exam": send_verified_exam}

if __name__ == "__main__":
    for argument in sys.argv[1:]:
        verb, *values = argument.split()
        VERBS[verb](*values)
