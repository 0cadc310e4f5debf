"""Let sixteen workers compete for one learner after the other on a database server.

A test runs this module as a subprocess. All workers evaluate the same hint. After the evaluation, the workers carry out
several orders to issue the same credential. The module prints JSON.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable

import django

django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.utils import timezone  # noqa: E402

from micromasters_plugin import api  # noqa: E402
from micromasters_plugin.credentials.models import Credential  # noqa: E402
from micromasters_plugin.data.actors import OPERATOR  # noqa: E402
from micromasters_plugin.effects.table import carry_out_due  # noqa: E402
from micromasters_plugin.inbox.models import Hint  # noqa: E402
from micromasters_plugin.ledger import checking  # noqa: E402
from micromasters_plugin.ledger.models import LedgerEntry  # noqa: E402
from micromasters_plugin.outbox.models import Order  # noqa: E402
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, place  # noqa: E402
from micromasters_plugin.pipeline.models import Work  # noqa: E402
from micromasters_plugin.pipeline.sweep import process_batch  # noqa: E402
from micromasters_plugin.programs.models import Program  # noqa: E402
from micromasters_plugin.standings.models import Standing  # noqa: E402
from tests.factories import program_text, run_of, send_grade  # noqa: E402
from tests.fakes import FakePlatform  # noqa: E402

WORKERS = 16
#: The number of additional orders to issue a learner's credential.
REPEATS = 2


class Crew:
    """Sixteen threads that run the same job at the same time. Each thread has a separate connection."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self._job: Callable[[], object] | None = None
        self._begin, self._end = threading.Barrier(WORKERS + 1), threading.Barrier(WORKERS + 1)
        self._threads = [threading.Thread(target=self._work) for _ in range(WORKERS)]
        for thread in self._threads:
            thread.start()

    def do(self, job: Callable[[], object]) -> None:
        """Run ``job`` in all threads at the same time, and wait for the last thread."""
        self._job = job
        self._begin.wait()
        self._end.wait()

    def dismiss(self) -> None:
        self._job = None
        self._begin.wait()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while True:
            self._begin.wait()
            if self._job is None:
                connection.close()
                return
            try:
                self._job()
            except Exception as error:
                self.errors.append(repr(error))
            self._end.wait()


def order_again(user_id: int, program_id: int) -> None:
    """Order the credential ``REPEATS`` more times, like a standing that is lost and earned again several times."""
    orders = [NewOrder(OrderKind.ISSUE_CREDENTIAL, user_id, program_id, f"again {n}") for n in range(REPEATS)]
    place(orders, now=timezone.now())


def largest_count(rows) -> int:
    """Return the number of rows of the learner with the most rows."""
    return max(rows.values_list("user_id").annotate(number=Count("id")).values_list("number", flat=True))


def main(rounds: int) -> dict[str, object]:
    api.import_program(program_text("1x"), actor=OPERATOR)
    program = Program.objects.get()
    crew = Crew()
    for user_id in range(1, rounds + 1):
        FakePlatform().pass_run(user_id, run_of("1x"), 0.7)
        send_grade(user_id, run_of("1x"))
        hints = {user_id: list(Hint.objects.values_list("id", flat=True))}
        crew.do(lambda hints=hints: process_batch(program.id, hints, now=timezone.now()))
        order_again(user_id, program.id)
        crew.do(lambda: carry_out_due(now=timezone.now(), limit=1))
    crew.dismiss()
    return {
        "errors": crew.errors,
        "failed": list(Order.objects.exclude(error="").values_list("error", flat=True)[:3])
        + list(Work.objects.exclude(error="").values_list("error", flat=True)[:3]),
        "hints_left": Hint.objects.count(),
        "orders_left": Order.objects.filter(done__isnull=True).count(),
        "standings": Standing.objects.filter(earned=True).count(),
        "credentials": Credential.objects.filter(state="valid", is_current=True).count(),
        "most_credentials": largest_count(Credential.objects),
        "most_decisions": largest_count(LedgerEntry.objects.filter(kind="decision")),
        "most_announcements": largest_count(Order.objects.filter(kind=OrderKind.ANNOUNCE_AWARD)),
        "ledger_breaks": checking.find_breaks(program.id),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
