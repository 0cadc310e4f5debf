"""Remove a table from which every round reads, and run some rounds while fifty learners are due.

Tests run this module in a subprocess, on an empty, migrated database that an environment variable names. The module
prints JSON.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

TABLE, AWAY = "micromasters_override", "micromasters_away"


def live() -> dict[str, Any]:
    """Run rounds without the table, and then rounds with the table.

    Return the state of the learners after each part.
    """
    from django.db import connection
    from django.db.models import Sum

    from micromasters_plugin import api
    from micromasters_plugin.inbox.models import Hint
    from micromasters_plugin.pipeline.models import Checkpoint, Work
    from micromasters_plugin.standings.models import Standing
    from tests.pipeline.learner import NOW

    def rename(old: str, new: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")

    hours = [NOW + timedelta(hours=each) for each in range(6)]
    rename(TABLE, AWAY)
    failed = sum(bool(api.run_pending(now=now).failures) for now in hours[:3])
    during = {
        "failed_rounds": failed,
        "tries": Work.objects.aggregate(tries=Sum("tries"))["tries"],
        "hints_during": Hint.objects.count(),
        "reconcile_failed": bool(api.reconcile(now=hours[3]).failures),
    }
    rename(AWAY, TABLE)
    for now in hours[4:]:
        api.run_pending(now=now)
    return during | {
        "standings": Standing.objects.count(),
        "hints": Hint.objects.count(),
        "open_outages": Checkpoint.objects.filter(outage_began__isnull=False).count(),
    }


if __name__ == "__main__":
    import django

    django.setup()

    from tests.fakes import FakePlatform
    from tests.pipeline.learner import pass_everything
    from tests.torture.world import prepare

    prepare()
    for user_id in range(1, 51):
        pass_everything(FakePlatform(), user_id)
    print(json.dumps(live()))
