"""Import changed definitions in two threads, and let a learner enroll between the count and the commit.

Tests run this module in a subprocess on a real server. The module prints a JSON object with the results.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import django

django.setup()

from django.db import connection  # noqa: E402

from micromasters_plugin import api  # noqa: E402
from micromasters_plugin.data.actors import OPERATOR  # noqa: E402
from micromasters_plugin.exceptions import RebindError  # noqa: E402
from micromasters_plugin.inbox.intake import append_hints  # noqa: E402
from micromasters_plugin.pipeline import rebinding  # noqa: E402
from micromasters_plugin.programs.models import ProgramVersion  # noqa: E402
from micromasters_plugin.programs.tracking import tracked_runs  # noqa: E402
from micromasters_plugin.standings.models import Standing  # noqa: E402
from tests.factories import program_text, run_of  # noqa: E402
from tests.fakes import FakePlatform  # noqa: E402

NOW = datetime(2026, 6, 1, tzinfo=UTC)
#: A decision that could commit would commit within this time.
HELD_SECONDS = 2


def import_bar(bar: str, rebind: int, results: list[str]) -> None:
    try:
        result = api.import_program(program_text("1x", bar=bar), actor=OPERATOR, rebind=rebind, now=NOW)
        results.append(f"version {result.created_version}")
    except RebindError as error:
        results.append(f"refused: {error.learners}")
    finally:
        connection.close()


def run_together(*tasks: Callable[[], None]) -> None:
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def decide(user_id: int) -> None:
    FakePlatform().pass_run(user_id, run_of("1x"), 0.9)
    append_hints(user_id, run_of("1x"), now=NOW)
    api.run_pending(now=NOW)


def enroll_between_count_and_commit(order: list[str]) -> None:
    """Stop an import after the count, and decide about a new learner before the import continues."""
    counted, count = threading.Event(), rebinding.count_rebound

    def count_and_wait(*args, **kwargs) -> int:
        found = count(*args, **kwargs)
        counted.set()
        time.sleep(HELD_SECONDS)
        order.append("the count ends")
        return found

    def decide_meanwhile() -> None:
        counted.wait(timeout=60)
        decide(9)
        order.append("the decision commits")
        connection.close()

    rebinding.count_rebound = count_and_wait
    run_together(lambda: import_bar("0.80", 3, order), decide_meanwhile)
    rebinding.count_rebound = count


def main() -> dict[str, object]:
    api.import_program(program_text("1x"), actor=OPERATOR)
    tracked_runs.forget()
    for user_id in (1, 2, 3):
        decide(user_id)
    same: list[str] = []
    run_together(*[lambda: import_bar("0.70", 3, same)] * 2)
    order: list[str] = []
    enroll_between_count_and_commit(order)
    stale: list[str] = []
    import_bar("0.85", 3, stale)
    return {
        "same": sorted(same),
        "order": order,
        "stale": stale,
        "versions": ProgramVersion.objects.count(),
        "standings": Standing.objects.count(),
    }


if __name__ == "__main__":
    print(json.dumps(main()))
