"""Erase people from tables full of strangers, in a process of its own, while a thread works on the strangers."""

from __future__ import annotations

import json
import statistics
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
    stop, written = threading.Event(), []
    worker = threading.Thread(target=work, args=(strangers, stop, written))
    worker.start()
    times, read = [], []
    for user_id in PEOPLE:
        before, started = rows_read(), time.perf_counter()
        api.erase_person(user_id, actor=OPERATOR)
        times.append(1_000 * (time.perf_counter() - started))
        read.append(rows_read() - before)
    stop.set()
    worker.join()
    return {
        "rows": 8 * strangers,
        "median_ms": statistics.median(times),
        "slowest_ms": max(times),
        "rows_read": statistics.median(read),
        "written": len(written),
    }


def work(strangers: int, stop: threading.Event, written: list[int]) -> None:
    """Lock and write strangers' rows one by one, as decisions do."""
    user_id = FIRST_STRANGER
    while not stop.is_set():
        with transaction.atomic():
            list(Work.objects.select_for_update().filter(user_id=user_id))
            Standing.objects.filter(user_id=user_id).update(fingerprint=str(len(written)))
        written.append(user_id)
        user_id = FIRST_STRANGER + (user_id + 1 - FIRST_STRANGER) % strangers
    connection.close()


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
