"""Run one step of the throughput benchmark on the demo host's tables, and print JSON.

The benchmark runs this module as a subprocess.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import django

from tests.memory import largest_resident_set

BATCH = 5000
NOW = datetime(2026, 6, 1, tzinfo=UTC)
START = NOW - timedelta(days=120)
NUMBERS = [f"{n}x" for n in range(6)]


def prepare(learners: int) -> dict[str, float]:
    """Create people who each passed six graded runs, and a program of the six courses. Nothing is evaluated."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from host import models

    from micromasters_plugin import api
    from micromasters_plugin.data.actors import OPERATOR
    from tests.factories import program_text, run_of

    call_command("migrate", verbosity=0)
    runs = [run_of(number) for number in NUMBERS]
    models.CourseRun.objects.bulk_create(
        models.CourseRun(key=run, course=f"Ex+{number}", title=number, start=START)
        for run, number in zip(runs, NUMBERS, strict=True)
    )
    for first in range(1, learners + 1, BATCH):
        ids = range(first, min(first + BATCH, learners + 1))
        User.objects.bulk_create(
            [User(id=each, username=f"learner{each}", first_name="A", password="!") for each in ids]
        )
        pairs = [(each, run) for each in ids for run in runs]
        models.Enrollment.objects.bulk_create(
            [
                models.Enrollment(user_id=each, course_run_id=run, mode="verified", is_active=True, created=START)
                for each, run in pairs
            ],
            batch_size=BATCH,
        )
        models.PersistentGrade.objects.bulk_create(
            [
                models.PersistentGrade(
                    user_id=each,
                    course_run_id=run,
                    percent=0.7,
                    letter_grade="Pass",
                    passed_timestamp=NOW,
                    modified=NOW,
                )
                for each, run in pairs
            ],
            batch_size=BATCH,
        )
    api.import_program(program_text(*NUMBERS), actor=OPERATOR)
    return {}


def reconcile(after: int, until: int) -> dict[str, float]:
    """Reconcile all batches of learners with ids in (after, until], without carrying out orders."""
    from micromasters_plugin.pipeline.reconciliation import batches_of_everyone, reconcile_learners
    from micromasters_plugin.programs.models import Program

    program = Program.objects.get()
    next(batches_of_everyone(program.id), None)  # the first call, which loads modules, is not timed

    def work() -> None:
        for user_ids in batches_of_everyone(program.id, after=after):
            if user_ids[0] > until:
                return
            reconcile_learners(program.id, user_ids, now=NOW)

    return _timed(work)


def hints(learners: int) -> dict[str, float]:
    """Change every learner's first grade, add a hint for each learner, and sweep once."""
    from host import models

    from micromasters_plugin.inbox.models import Hint
    from micromasters_plugin.pipeline.sweep import sweep
    from micromasters_plugin.programs.models import Program
    from tests.factories import run_of

    program = Program.objects.get()
    models.PersistentGrade.objects.filter(course_run_id=run_of(NUMBERS[0])).update(percent=0.9)
    Hint.objects.bulk_create(
        [Hint(user_id=each, program_id=program.id, created=NOW) for each in range(1, learners + 1)], batch_size=BATCH
    )
    return _timed(lambda: sweep(now=NOW))


def pile_up(learners: int, times: int) -> dict[str, float]:
    """Add ``times`` hints for every learner, one learner after the other, and sweep once."""
    from micromasters_plugin.data import SweepResult
    from micromasters_plugin.inbox.models import Hint
    from micromasters_plugin.pipeline.sweep import sweep
    from micromasters_plugin.programs.models import Program

    program = Program.objects.get()
    for _ in range(times):
        Hint.objects.bulk_create(
            [Hint(user_id=each, program_id=program.id, created=NOW) for each in range(1, learners + 1)],
            batch_size=BATCH,
        )
    results: list[SweepResult] = []
    timed = _timed(lambda: results.append(sweep(now=NOW)))
    return timed | {"evaluations": results[0].evaluations, "left": Hint.objects.count()}


def events(count: int, learners: int) -> dict[str, float]:
    """Receive each grade event in a separate transaction. Return the median and the 99th percentile of the times."""
    from types import SimpleNamespace

    from django.db import transaction
    from django.test import override_settings
    from openedx_events.learning.signals import PERSISTENT_GRADE_SUMMARY_CHANGED

    from micromasters_plugin.inbox.models import Hint
    from micromasters_plugin.signals.receivers import on_grade
    from tests.factories import run_of

    metadata = SimpleNamespace(id="x", time=None)
    times = []
    # Disable tasks. The demo host would run a task in the sender, while a receiver on the platform only publishes a
    # task.
    with override_settings(MICROMASTERS_TASK_DELAY_SECONDS=-1):
        for each in range(count):
            grade = SimpleNamespace(user_id=each % learners + 1, course=SimpleNamespace(course_key=run_of(NUMBERS[0])))
            with transaction.atomic():
                started = time.perf_counter()
                on_grade(signal=PERSISTENT_GRADE_SUMMARY_CHANGED, metadata=metadata, grade=grade)
                times.append((time.perf_counter() - started) * 1000)
                if each == 0 and not Hint.objects.filter(user_id=1, created__gt=NOW).exists():
                    raise RuntimeError("no hint was appended: nothing was measured")
    percentiles = statistics.quantiles(times, n=100)
    return {"p50": percentiles[49], "p99": percentiles[98]}


def _timed(work: Callable[[], object]) -> dict[str, float]:
    from django.db import connection

    written = 0

    def count(execute, sql, params, many, context):
        nonlocal written
        written += sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE"))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        started, cpu = time.perf_counter(), time.process_time()
        work()
        seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu
    return {
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "written": written,
        "rss_mb": largest_resident_set(),
    }


STEPS = {step.__name__: step for step in (prepare, reconcile, hints, pile_up, events)}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(STEPS[sys.argv[1]](*map(int, sys.argv[2:]))))
