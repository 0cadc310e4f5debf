"""Let graders grade two programs in opposite orders beside sixteen workers.

Tests run this module in a subprocess on a real server.

The argument is a number of seconds, at least 0. A grader must not wait for a lock. On MariaDB a wait for a lock fails
immediately, and the grade or its hint is lost. PostgreSQL logs the wait with the process id of the grader's connection.
The module prints a JSON object with the sent grades, the lost grades and the resulting standings.
"""

from __future__ import annotations

import json
import logging
import random
import sys
import threading
import time

import django

django.setup()

from django.contrib.auth.models import Group  # noqa: E402
from django.db import OperationalError, connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from micromasters_plugin import api  # noqa: E402
from micromasters_plugin.data.actors import OPERATOR  # noqa: E402
from micromasters_plugin.inbox.models import Hint  # noqa: E402
from micromasters_plugin.ledger import checking  # noqa: E402
from micromasters_plugin.pipeline.models import Work  # noqa: E402
from micromasters_plugin.programs.models import Program  # noqa: E402
from micromasters_plugin.standings.evaluation import evaluate_learner  # noqa: E402
from micromasters_plugin.standings.models import Standing  # noqa: E402
from micromasters_plugin.standings.snapshot import outcome_of  # noqa: E402
from tests.factories import UUID_B, program_text, run_of, send_grade  # noqa: E402
from tests.fakes import FakePlatform  # noqa: E402
from tests.services.lock_waits import NO_WAIT, backend, limit_lock_waits  # noqa: E402

WORKERS, GRADERS, LEARNERS = 16, 4, 50
#: The minimum number of grades that each grader sends.
LEAST = 100
PERCENTS = (0.3, 0.6, 0.7, 0.9)
RUNS = (run_of("1x"), run_of("2x"))


class Grader(threading.Thread):
    """A thread that grades learners repeatedly.

    Each transaction of this grader hints both programs in the grader's order.
    """

    def __init__(self, number: int, seconds: float):
        super().__init__()
        self.number, self.seconds = number, seconds
        self.chance = random.Random(number)
        self.sent, self.lost, self.slowest, self.backend = 0, 0, 0.0, 0

    def run(self) -> None:
        end = time.monotonic() + self.seconds
        limit_lock_waits(NO_WAIT)
        self.backend = backend()
        while self.sent < LEAST or time.monotonic() < end:
            started = time.monotonic()
            try:
                with transaction.atomic():
                    self.grade()
            except OperationalError:
                self.lost += 1
            self.sent += 1
            self.slowest = max(self.slowest, time.monotonic() - started)
        connection.close()

    def grade(self) -> None:
        Group.objects.create(name=f"grade {self.number}.{self.sent}")
        user_id = 1 + self.sent % LEARNERS
        for run in RUNS if self.number % 2 else RUNS[::-1]:
            FakePlatform().grade(user_id, run, self.chance.choice(PERCENTS))
            send_grade(user_id, run)


class NotTakenIn(logging.Handler):
    """A log handler that collects the errors of receivers. Receivers raise no error to the sender of the grade."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def work(stop: threading.Event, errors: list[str]) -> None:
    """Act as one worker, and sweep until the test ends."""
    while not stop.is_set():
        try:
            api.run_pending(now=timezone.now())
        except Exception as error:
            errors.append(repr(error))
    connection.close()


def prepare() -> None:
    """Import two programs and let the learners pass everything."""
    platform = FakePlatform()
    api.import_program(program_text("1x"), actor=OPERATOR)
    api.import_program(program_text("2x", uuid=UUID_B, key="second"), actor=OPERATOR)
    for user_id in range(1, LEARNERS + 1):
        for run in RUNS:
            platform.pass_run(user_id, run)


def differing() -> list[str]:
    """Return the learners whose standing does not match the platform's grades."""
    found = []
    for program in Program.objects.all():
        for user_id in range(1, LEARNERS + 1):
            fresh = evaluate_learner(program.id, user_id, now=timezone.now())
            stored = Standing.objects.filter(program=program, user_id=user_id).first()
            if stored is None or stored.outcome != outcome_of(fresh.standing, fresh.version.id):
                found.append(f"{user_id} in {program}")
    return found


def main(seconds: float) -> dict[str, object]:
    prepare()
    not_taken_in = NotTakenIn()
    logging.getLogger("micromasters_plugin.signals").addHandler(not_taken_in)
    stop, errors = threading.Event(), []
    workers = [threading.Thread(target=work, args=(stop, errors)) for _ in range(WORKERS)]
    graders = [Grader(number, seconds) for number in range(GRADERS)]
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
        "sent": sum(grader.sent for grader in graders),
        "kept": Group.objects.count(),
        "backends": [grader.backend for grader in graders],
        "undone": sum(grader.lost for grader in graders),
        "hints_lost": not_taken_in.messages,
        "slowest_seconds": max(grader.slowest for grader in graders),
        "hints_left": Hint.objects.count(),
        "standings_that_differ": differing(),
        "worker_errors": errors,
        "failed": list(Work.objects.exclude(error="").values_list("error", flat=True)),
        "ledger_breaks": [b for program in Program.objects.all() for b in checking.find_breaks(program.id)],
    }


if __name__ == "__main__":
    print(json.dumps(main(float(sys.argv[1]))))
