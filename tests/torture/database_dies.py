"""Kill MariaDB in the middle of a batch, and let another process recover. A test runs this module as a subprocess.

With ``die PID_FILE``, the module sends all grades and sweeps. Halfway through the second batch, the process kills the
server whose process id is in PID_FILE. With ``recover``, the module sweeps once after the leases of the first process
have expired. Both parts print JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import OperationalError  # noqa: E402
from django.utils import timezone  # noqa: E402

from micromasters_plugin import (  # noqa: E402
    api,
    app_settings,
)
from micromasters_plugin.credentials.models import Credential  # noqa: E402
from micromasters_plugin.data.actors import OPERATOR  # noqa: E402
from micromasters_plugin.inbox.models import Hint  # noqa: E402
from micromasters_plugin.ledger import checking  # noqa: E402
from micromasters_plugin.ledger.models import LedgerEntry  # noqa: E402
from micromasters_plugin.outbox.models import Order  # noqa: E402
from micromasters_plugin.pipeline import decisions  # noqa: E402
from micromasters_plugin.pipeline.models import Work  # noqa: E402
from micromasters_plugin.programs.models import Program  # noqa: E402
from micromasters_plugin.standings.models import Standing  # noqa: E402
from tests.factories import program_text, send_grade  # noqa: E402
from tests.pipeline.learners import LEARNERS, RUNS, fill_platform  # noqa: E402
from tests.torture.world import Clock, let_leases_run_out  # noqa: E402


def die(server: int) -> dict[str, Any]:
    api.import_program(program_text("1x", "2x"), actor=OPERATOR)
    for user_id in LEARNERS:
        for run in RUNS:
            send_grade(user_id, run)
    place, lots = decisions.place, iter(range(2))

    def kill_at_the_second(*args: Any, **kwargs: Any) -> None:
        place(*args, **kwargs)
        if next(lots, None) == 1:
            os.kill(server, signal.SIGKILL)

    decisions.place = kill_at_the_second
    try:
        api.run_pending()
    except OperationalError:
        return {"sweep": "ended with the database's error"}
    return {"sweep": "ended as if nothing had happened"}


def recover() -> dict[str, Any]:
    before = Standing.objects.count()
    Clock(timezone.now() + timedelta(seconds=app_settings.lease_seconds() + 1)).hang()
    let_leases_run_out()
    api.run_pending()
    return {
        "standings_before": before,
        "standings": Standing.objects.filter(earned=True).count(),
        "decisions": LedgerEntry.objects.filter(kind="decision").count(),
        "credentials": Credential.objects.filter(is_current=True).count(),
        "hints": Hint.objects.count(),
        "orders_open": Order.objects.filter(done__isnull=True).count(),
        "work_with_errors": Work.objects.exclude(error="").count(),
        "ledger_breaks": checking.find_breaks(Program.objects.get().id),
    }


if __name__ == "__main__":
    fill_platform()
    result = recover() if sys.argv[1] == "recover" else die(int(Path(sys.argv[2]).read_text()))
    print(json.dumps(result))
