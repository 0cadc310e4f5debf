"""Send a grade while a worker has locked every row that the worker needs.

Tests run this module in a subprocess on a real server.

The worker releases the locks only after the grade. A grade that waits for a lock reaches the short lock timeout. After
the timeout, the grade is rolled back or the grade's hint is lost. The module prints a JSON object with the numbers of
grades and hints.
"""

from __future__ import annotations

import json
import threading

import django

django.setup()

from django.contrib.auth.models import Group  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from micromasters_plugin import api  # noqa: E402
from micromasters_plugin.data.actors import OPERATOR  # noqa: E402
from micromasters_plugin.inbox.models import Hint  # noqa: E402
from micromasters_plugin.ledger.models import LedgerHead  # noqa: E402
from micromasters_plugin.pipeline.models import Work  # noqa: E402
from micromasters_plugin.standings.models import Standing  # noqa: E402
from tests.factories import program_text, run_of, send_exam, send_grade  # noqa: E402
from tests.fakes import FakePlatform  # noqa: E402
from tests.services.lock_waits import A_SECOND, limit_lock_waits  # noqa: E402

RUN, LEARNER = run_of("1x"), 7


def hold(held: threading.Event, release: threading.Event) -> None:
    """Act as a worker in the middle of a decision: lock rows and delete hints, but commit nothing."""
    with transaction.atomic():
        list(Work.objects.select_for_update())
        list(Standing.objects.select_for_update())
        list(LedgerHead.objects.select_for_update())
        Hint.objects.filter(id__in=list(Hint.objects.values_list("id", flat=True))).delete()
        held.set()
        release.wait(timeout=60)
    connection.close()


def main() -> dict[str, int]:
    api.import_program(program_text("1x"), actor=OPERATOR)
    FakePlatform().pass_run(LEARNER, RUN)
    send_grade(LEARNER, RUN)
    api.run_pending()
    send_grade(LEARNER, RUN)
    held, release = threading.Event(), threading.Event()
    worker = threading.Thread(target=hold, args=(held, release))
    worker.start()
    held.wait(timeout=60)
    limit_lock_waits(A_SECOND)
    with transaction.atomic():
        Group.objects.create(name="the grade")
        send_grade(LEARNER, RUN)
        send_exam(LEARNER, RUN, "verified")
    release.set()
    worker.join()
    return {"grades": Group.objects.count(), "hints": Hint.objects.count()}


if __name__ == "__main__":
    print(json.dumps(main()))
