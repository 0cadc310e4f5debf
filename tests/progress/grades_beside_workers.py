"""Run on MariaDB in a process of its own: grades of two programs in opposite orders, beside sixteen workers.

Prints one JSON object: what was sent, what was lost, and how long the slowest grade took.
"""

from __future__ import annotations

import json
import sys
import threading
import time

import django

django.setup()

from django.contrib.auth.models import Group  # noqa: E402
from django.db import OperationalError, connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from micromasters_plugin import api  # noqa: E402
from micromasters_plugin.programs.models import Program  # noqa: E402
from micromasters_plugin.progress import ledger  # noqa: E402
from micromasters_plugin.progress.models import Hint, Standing, Work  # noqa: E402
from tests.factories import UUID_B, program_text, run_of, send_grade  # noqa: E402
from tests.fakes import FakePlatform  # noqa: E402

WORKERS, GRADERS, LEARNERS = 16, 4, 20
RUNS = (run_of("1x"), run_of("2x"))


class Grader(threading.Thread):
    """Grades learners, each in one transaction that hints both programs, in this grader's order."""

    def __init__(self, number: int, grades: int):
        super().__init__()
        self.number, self.grades = number, grades
        self.lost, self.slowest = 0, 0.0

    def run(self) -> None:
        runs = RUNS if self.number % 2 else RUNS[::-1]
        for grade in range(self.grades):
            started = time.monotonic()
            try:
                with transaction.atomic():
                    Group.objects.create(name=f"grade {self.number}.{grade}")
                    for run in runs:
                        send_grade(1 + grade % LEARNERS, run)
            except OperationalError:
                self.lost += 1
            self.slowest = max(self.slowest, time.monotonic() - started)
        connection.close()


def work(stop: threading.Event, errors: list[str]) -> None:
    """One worker: sweeps until told to stop."""
    while not stop.is_set():
        try:
            api.run_pending(now=timezone.now())
        except Exception as error:
            errors.append(repr(error))
    connection.close()


def prepare() -> None:
    """Two programs, and learners who have passed everything."""
    platform = FakePlatform()
    api.import_program(program_text("1x"))
    api.import_program(program_text("2x", uuid=UUID_B, key="second"))
    for user_id in range(1, LEARNERS + 1):
        for run in RUNS:
            platform.pass_run(user_id, run)


def main(grades: int) -> dict[str, object]:
    prepare()
    stop, errors = threading.Event(), []
    workers = [threading.Thread(target=work, args=(stop, errors)) for _ in range(WORKERS)]
    graders = [Grader(number, grades) for number in range(GRADERS)]
    for thread in (*workers, *graders):
        thread.start()
    for grader in graders:
        grader.join()
    stop.set()
    for worker in workers:
        worker.join()
    Work.objects.update(due=None)
    api.run_pending()
    return {
        "sent": GRADERS * grades,
        "kept": Group.objects.count(),
        "undone": sum(grader.lost for grader in graders),
        "slowest_seconds": max(grader.slowest for grader in graders),
        "hints_left": Hint.objects.count(),
        "standings": Standing.objects.filter(earned=True).count(),
        "worker_errors": errors,
        "failed": list(Work.objects.exclude(error="").values_list("error", flat=True)),
        "ledger_breaks": [b for program in Program.objects.all() for b in ledger.find_breaks(program.id)],
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
