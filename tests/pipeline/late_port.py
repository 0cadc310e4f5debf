"""Let the platform answer late: after the timeout, or after the end of the lease.

Tests run this module in a subprocess, on an empty, migrated database that an environment variable names. The module
prints JSON. ``timeout`` calls a real socket that never answers. ``lease LEARNERS WORKERS`` lets workers take learners
from each other.
"""

from __future__ import annotations

import json
import logging
import socket
import sys
import threading
import time
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Sum  # noqa: E402

from micromasters_plugin import api  # noqa: E402
from micromasters_plugin.credentials.models import Credential  # noqa: E402
from micromasters_plugin.inbox.models import Hint  # noqa: E402
from micromasters_plugin.ledger.models import LedgerEntry  # noqa: E402
from micromasters_plugin.pipeline.models import Checkpoint, Work  # noqa: E402
from micromasters_plugin.standings.models import Standing  # noqa: E402
from tests.fakes import FakePlatform  # noqa: E402
from tests.pipeline.learner import NOW, pass_everything  # noqa: E402
from tests.torture.world import prepare  # noqa: E402

GRADES = FakePlatform.grades

#: The seconds after which the request for one answer times out.
PATIENCE = 0.05
#: The length of a lease in seconds, and the number of learners up to which the platform answers immediately.
LEASE, FEW = 1, 6
#: The number of tries. The number is so large that a slow machine parks no learner.
TRIES = 1000


def fill(learners: int) -> None:
    prepare()
    for user_id in range(1, learners + 1):
        pass_everything(FakePlatform(), user_id)


def state() -> dict[str, int]:
    return {
        "standings": Standing.objects.count(),
        "decisions": LedgerEntry.objects.filter(kind="decision").count(),
        "hints": Hint.objects.count(),
        "parked": Work.objects.filter(parked__isnull=False).count(),
    }


def run_beyond_timeout() -> dict[str, Any]:
    """Run three rounds with a service that never answers, and then rounds with a working platform."""
    fill(50)
    service = socket.create_server(("127.0.0.1", 0))

    def ask(platform: FakePlatform, user_ids: list[int], runs: list[str]) -> Any:
        with socket.create_connection(service.getsockname()) as connected:
            connected.settimeout(PATIENCE)
            connected.recv(1)
        return GRADES(platform, user_ids, runs)

    FakePlatform.grades = ask
    hours = [NOW + timedelta(hours=each) for each in range(6)]
    failures = [api.run_pending(now=now).failures for now in hours[:3]]
    during = state() | {
        "errors": [failure.error.rpartition(": ")[2] for each in failures for failure in each],
        "tries": Work.objects.aggregate(tries=Sum("tries"))["tries"],
        "reconcile_failed": bool(api.reconcile(now=hours[3]).failures),
    }
    FakePlatform.grades = GRADES
    service.close()
    for now in hours[4:]:
        api.run_pending(now=now)
    open_outages = Checkpoint.objects.filter(outage_began__isnull=False).count()
    return {"during": during, "after": state() | {"open_outages": open_outages}}


class Losses(logging.Handler):
    """A log handler that counts warnings of lost leases."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.number = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.number += "another worker has them" in record.getMessage()


def run_beyond_lease(learners: int, workers: int) -> dict[str, Any]:
    """Let several workers evaluate many learners. Each answer comes after another worker has leased the learners."""
    settings.MICROMASTERS_LEASE_SECONDS = LEASE
    settings.MICROMASTERS_BATCH_SIZE = learners
    settings.MICROMASTERS_MAX_TRIES = TRIES
    fill(learners)
    losses, errors = Losses(), list[str]()
    logging.getLogger("micromasters_plugin.pipeline").addHandler(losses)

    def holders(user_ids: list[int]) -> set[str]:
        return set(Work.objects.filter(user_id__in=user_ids).values_list("lease", flat=True))

    def answer_late(platform: FakePlatform, user_ids: list[int], runs: list[str]) -> Any:
        if len(user_ids) > FEW:
            mine, until = holders(user_ids), time.monotonic() + 3 * LEASE
            while holders(user_ids) == mine and time.monotonic() < until:
                time.sleep(LEASE / 20)
        return GRADES(platform, user_ids, runs)

    def work() -> None:
        try:
            while Hint.objects.exists():
                api.run_pending()
        except Exception as error:
            errors.append(repr(error))
        connection.close()

    FakePlatform.grades = answer_late
    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    api.run_pending()
    return state() | {"lost": losses.number > 0, "errors": errors, "credentials": Credential.objects.count()}


if __name__ == "__main__":
    result = run_beyond_lease(*map(int, sys.argv[2:])) if sys.argv[1] == "lease" else run_beyond_timeout()
    print(json.dumps(result))
