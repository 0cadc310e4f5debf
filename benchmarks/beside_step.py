"""Run one step of the comparison between commits on the tree that ``PYTHONPATH`` names, and print JSON.

A later commit may move a module. Use only commands, the Python API, names of models, and helpers of tests, because all
commits have these parts.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import override_settings  # noqa: E402

NOW = datetime(2026, 6, 1, tzinfo=UTC)
START = NOW - timedelta(days=120)
COURSES = 6


def numbers_of(cohort: int) -> list[str]:
    """Return the numbers of a cohort's courses. Each cohort has a separate program."""
    return [f"{cohort}n{course}x" for course in range(COURSES)]


def people_of(cohort: int, learners: int) -> range:
    return range(cohort * learners + 1, (cohort + 1) * learners + 1)


def prepare(cohorts: int, learners: int) -> dict[str, float]:
    """Create cohorts and their programs. Each person in a cohort has passed six runs. Nothing is evaluated."""
    from django.contrib.auth.models import User
    from host import models

    from tests.factories import program_text, run_of

    call_command("migrate", verbosity=0)
    for cohort in range(cohorts):
        numbers, people = numbers_of(cohort), people_of(cohort, learners)
        runs = [run_of(number) for number in numbers]
        models.CourseRun.objects.bulk_create(
            models.CourseRun(key=run, course=f"Ex+{number}", title=number, start=START)
            for run, number in zip(runs, numbers, strict=True)
        )
        User.objects.bulk_create(User(id=each, username=f"learner{each}", first_name="A") for each in people)
        pairs = [(each, run) for each in people for run in runs]
        models.Enrollment.objects.bulk_create(
            models.Enrollment(user_id=each, course_run_id=run, mode="verified", is_active=True, created=START)
            for each, run in pairs
        )
        models.PersistentGrade.objects.bulk_create(
            models.PersistentGrade(
                user_id=each,
                course_run_id=run,
                percent=0.7,
                letter_grade="Pass",
                passed_timestamp=NOW,
                modified=NOW,
            )
            for each, run in pairs
        )
        text = program_text(*numbers, key=f"cohort{cohort}", uuid=f"{cohort:08}-0000-4000-8000-000000000000")
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(text)
            file.flush()
            call_command("micromasters", "import-program", file.name, stdout=io.StringIO())
    return {}


def cohort(number: int, learners: int) -> dict[str, float]:
    """Reconcile a cohort twice, then change a grade of each learner and sweep the hints."""
    from host import models

    from micromasters_plugin import api
    from tests.factories import run_of

    hints = apps.get_model("micromasters", "Hint").objects
    program = apps.get_model("micromasters", "Program").objects.get(key=f"cohort{number}")
    people = people_of(number, learners)

    def reconcile() -> None:
        api.reconcile(program_key=program.key, now=NOW)

    with override_settings(MICROMASTERS_CREDENTIAL_EMAIL=False):
        measured = {"reconcile, everything to do": _seconds(reconcile), "reconcile, nothing to do": _seconds(reconcile)}
        grades = models.PersistentGrade.objects.filter(course_run_id=run_of(numbers_of(number)[0]), user_id__in=people)
        grades.update(percent=0.9)
        hints.bulk_create(hints.model(user_id=each, program_id=program.id, created=NOW) for each in people)
        return measured | {"run-pending": _seconds(lambda: api.run_pending(now=NOW))}


def requests() -> dict[str, float]:
    """Run the event and view benchmarks of the commit's own source tree.

    The benchmarks receive tracked events and render student views.
    """
    from benchmarks import events, view

    call_command("migrate", verbosity=0)
    names = {
        "event, two programs, making and sending it included": "a tracked event, sent",
        "student_view, 6 courses": "the student view, 6 courses",
        "student_view, 50 courses": "the student view, 50 courses",
    }
    measured = {figure.name: figure.value for figure in events.measure()}
    call_command("flush", interactive=False, verbosity=0)
    measured |= {figure.name: figure.value for figure in view.measure()}
    return {name: measured[old] for old, name in names.items()}


def _seconds(work: Callable[[], object]) -> float:
    """Return the elapsed seconds. The seconds include the time of the database."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


STEPS = {step.__name__: step for step in (prepare, cohort, requests)}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](*map(int, sys.argv[2:]))))
