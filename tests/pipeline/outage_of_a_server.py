"""Stop the database server in the middle of a round with fifty due learners, and start the server some rounds later.

Tests run this module in a subprocess, on an empty, migrated database that an environment variable names. The module
asks the test to stop and start the server, and prints JSON. With ``stay`` the module keeps running, like ``run-pending
--every``.
"""

from __future__ import annotations

import io
import sys
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.db.models import Sum  # noqa: E402

from micromasters_plugin.inbox.models import Hint  # noqa: E402
from micromasters_plugin.ledger.models import LedgerEntry  # noqa: E402
from micromasters_plugin.pipeline.models import Work  # noqa: E402
from micromasters_plugin.standings.models import Standing  # noqa: E402
from tests.fakes import FakePlatform  # noqa: E402
from tests.pipeline.learner import pass_everything  # noqa: E402
from tests.services.dialogue import ask, tell  # noqa: E402
from tests.torture.world import let_leases_run_out, prepare  # noqa: E402

LEARNERS = range(1, 51)
#: The server stops while the platform reads the second batch of ten learners.
STOPPED_AT = 2
ROUNDS = 3


def run_pending() -> tuple[int, str]:
    """Run the command with new connections, like a new process. Return the command's status and output."""
    connections.close_all()
    try:
        call_command("micromasters", "run-pending", stdout=io.StringIO())
    except CommandError as error:
        return error.returncode, str(error)
    return 0, ""


def stop_amid_reading() -> None:
    """Ask the test to stop the server while the platform reads the grades of a batch."""
    grades, calls = FakePlatform.grades, iter(range(1, 1_000_000))

    def answer(self: FakePlatform, user_ids: list[int], runs: list[str]) -> Any:
        if next(calls) == STOPPED_AT:
            ask({"stop": True})
        return grades(self, user_ids, runs)

    FakePlatform.grades = answer


def state() -> dict[str, Any]:
    return {
        "standings": Standing.objects.count(),
        "hints": Hint.objects.count(),
        "tries": Work.objects.aggregate(tries=Sum("tries"))["tries"],
        "parked": Work.objects.filter(parked__isnull=False).count(),
        "decisions": LedgerEntry.objects.filter(kind="decision").count(),
    }


def stay() -> None:
    """Begin while the server is stopped, and keep running until the test sends SIGTERM."""
    ask({"stop": True})
    connections.close_all()
    call_command("micromasters", "run-pending", "--every", "0.2")


def sweep_in_rounds() -> None:
    stop_amid_reading()
    rounds = [run_pending() for _ in range(1 + ROUNDS)]
    ask({"start": True, "rounds": rounds})
    connections.close_all()
    during = state()
    let_leases_run_out()
    after = run_pending()
    tell({"during": during, "round": after, "after": state()})


if __name__ == "__main__":
    settings.MICROMASTERS_BATCH_SIZE = 10
    prepare()
    for user_id in LEARNERS:
        pass_everything(FakePlatform(), user_id)
    if sys.argv[1:] == ["stay"]:
        stay()
    else:
        sweep_in_rounds()
