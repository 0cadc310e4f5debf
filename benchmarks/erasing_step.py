"""Erase people from tables with many other rows, while a worker process writes these other rows.

The eraser starts the worker. When the worker's standard input ends, the worker prints the number of written rows.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import threading
import time

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from micromasters_plugin import api  # noqa: E402
from micromasters_plugin.data.actors import OPERATOR  # noqa: E402
from micromasters_plugin.people.tables import HOLDINGS  # noqa: E402
from micromasters_plugin.pipeline.models import Work  # noqa: E402
from micromasters_plugin.programs.models import Program  # noqa: E402
from micromasters_plugin.standings.models import Standing  # noqa: E402
from tests.factories import program_text, run_of, send_grade  # noqa: E402
from tests.fakes import FakePlatform  # noqa: E402
from tests.people import crowd  # noqa: E402
from tests.people.erase_beside_strangers import rows_read  # noqa: E402

PEOPLE = range(7, 27)
FIRST_STRANGER = 1_000


def main(strangers: int) -> dict[str, float]:
    api.import_program(program_text("1x"), actor=OPERATOR)
    program = Program.objects.get()
    for user_id in PEOPLE:
        FakePlatform().pass_run(user_id, run_of("1x"))
        send_grade(user_id, run_of("1x"))
    api.run_pending()
    FakePlatform.users.update({user_id: f"Person Number{user_id}" for user_id in FakePlatform.users})
    crowd.add(program, range(FIRST_STRANGER, FIRST_STRANGER + strangers), with_acts=False)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE TABLE " + ", ".join(holding.model._meta.db_table for holding in HOLDINGS))
        cursor.fetchall()
    command = [sys.executable, "-m", "benchmarks.erasing_step", str(strangers), "work"]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    worker.stdout.readline()
    times, read = [], []
    for user_id in PEOPLE:
        before, started = rows_read(), time.perf_counter()
        api.erase_person(user_id, actor=OPERATOR)
        times.append(1_000 * (time.perf_counter() - started))
        read.append(rows_read() - before)
    written, _ = worker.communicate()
    return {
        "rows": 8 * strangers,
        "median_ms": statistics.median(times),
        "slowest_ms": max(times),
        "rows_read": statistics.median(read),
        "written": int(written.split()[-1]),
    }


def work(strangers: int) -> None:
    """Lock and write other people's rows one by one, until standard input ends. Print the number of rows."""
    stop, written = threading.Event(), 0
    threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
    print("working", flush=True)
    while not stop.is_set():
        user_id = FIRST_STRANGER + written % strangers
        with transaction.atomic():
            list(Work.objects.select_for_update().filter(user_id=user_id))
            Standing.objects.filter(user_id=user_id).update(fingerprint=str(written))
        written += 1
    print(written)


if __name__ == "__main__":
    if sys.argv[2:] == ["work"]:
        work(int(sys.argv[1]))
    else:
        print(json.dumps(main(int(sys.argv[1]))))
