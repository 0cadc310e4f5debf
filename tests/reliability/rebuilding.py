"""Delete a share of the hints on MariaDB and reconcile, and then delete a share of the derived rows and reconcile.

A test runs this module as a subprocess.

The module prints JSON: the differences from the oracle after each reconciliation, and the number of deleted rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

import django

django.setup()

from django.db.models import Model  # noqa: E402

from micromasters_plugin import api  # noqa: E402
from micromasters_plugin.inbox.models import Hint  # noqa: E402
from micromasters_plugin.pipeline.models import Work  # noqa: E402
from micromasters_plugin.standings.models import BarSeen, Standing  # noqa: E402
from tests.factories import send_grade  # noqa: E402
from tests.reliability import cohort  # noqa: E402

LEARNERS = range(1, 101)
PERCENTS_DELETED = (1, 10, 50, 100)
DERIVED = (Standing, BarSeen, Work)


def delete(kinds: tuple[type[Model], ...], percent: int, random: Random) -> int:
    """Delete ``percent`` of the rows of each kind, but at least one row of each kind.

    Return the number of deleted rows.
    """
    deleted = 0
    for kind in kinds:
        ids = sorted(kind._default_manager.values_list("id", flat=True))
        chosen = random.sample(ids, -(-len(ids) * percent // 100))
        deleted += kind._default_manager.filter(id__in=chosen).delete()[0]
    return deleted


def lose_and_reconcile(kinds: tuple[type[Model], ...], random: Random) -> Iterator[dict[str, object]]:
    for percent in PERCENTS_DELETED:
        if kinds == (Hint,):
            cohort.grade(LEARNERS, random)
            for user_id in LEARNERS:
                send_grade(user_id, cohort.RUNS[0])
        deleted = delete(kinds, percent, random)
        api.run_pending()
        api.reconcile()
        yield {"percent": percent, "deleted": deleted, "differences": cohort.differences(LEARNERS)}


if __name__ == "__main__":
    cohort.import_program()
    random = Random(8)
    print(
        json.dumps(
            {"hints": list(lose_and_reconcile((Hint,), random)), "derived": list(lose_and_reconcile(DERIVED, random))}
        )
    )
