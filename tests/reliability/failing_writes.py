"""Send events to MariaDB while writes fail at random and graders are killed. A test runs this module as a subprocess.

A trigger fails some writes of every derived table. SIGKILL ends some grading processes after they commit a grade and
before they write the grade's hint. The argument is the number of learners. Each learner has eight events. The module
prints JSON: the numbers of failures and kills, and the final differences from the oracle.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from random import Random

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from micromasters_plugin import (  # noqa: E402
    api,
    failpoints,
)
from micromasters_plugin.inbox.models import Hint  # noqa: E402
from micromasters_plugin.ledger import checking  # noqa: E402
from micromasters_plugin.pipeline.models import Work  # noqa: E402
from tests.factories import send_grade  # noqa: E402
from tests.reliability import cohort  # noqa: E402
from tests.torture.forking import in_child  # noqa: E402

ROUNDS = 4
#: The number of each learner's events in a round, with one event for each run.
EVENTS = len(cohort.RUNS)
DERIVED = ("standing", "barseen", "ledgerentry", "order", "credential")
FAILING_SHARE = 0.03
#: An interval that is longer than any delay before a retry.
LATER = timedelta(hours=2)

TRIGGER = f"""
CREATE TRIGGER fail_{{0}} BEFORE INSERT ON micromasters_{{0}} FOR EACH ROW
IF RAND() < {FAILING_SHARE} THEN
    INSERT INTO failed_writes VALUES ('{{0}}');
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'this write fails';
END IF
"""


@contextmanager
def failing_writes() -> Iterator[None]:
    """Make some writes of derived rows fail, and count the failures in a table that no rollback changes."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE OR REPLACE TABLE failed_writes (name VARCHAR(32)) ENGINE=MyISAM")
        for name in DERIVED:
            cursor.execute(TRIGGER.format(name))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name in DERIVED:
                cursor.execute(f"DROP TRIGGER fail_{name}")


def count_failed_writes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM failed_writes")
        count = cursor.fetchone()[0]
        cursor.execute("DROP TABLE failed_writes")
    return count


def send(learners: Sequence[int], killed: int) -> None:
    """Send each learner's events.

    The process dies before the first hint of the learner with the number ``killed`` is written.
    """
    settings.DEBUG = True
    os.environ[failpoints.VARIABLE] = f"event-received:kill:{EVENTS * (killed - 1) + 1}"
    failpoints.arm()
    for user_id in learners:
        for run in cohort.RUNS:
            send_grade(user_id, run)


def grade_all(learners: range, random: Random) -> int:
    """Give all learners new grades and send the events of these grades. Return the number of killed processes."""
    cohort.grade(learners, random, modified=timezone.now())
    left, deaths = list(learners), 0
    while left:
        killed = random.randint(10, 45)
        if in_child(lambda left=left, killed=killed: send(left, killed)) == 0:
            break
        left, deaths = left[killed:], deaths + 1
    return deaths


def main(learners: range) -> dict[str, object]:
    settings.MICROMASTERS_MAX_TRIES = 1_000  # park no learner, since R11 tests parking
    random, now = Random(1), timezone.now()
    began = now
    program = cohort.import_program()
    killed = 0
    with failing_writes():
        for _ in range(ROUNDS):
            killed += grade_all(learners, random)
            now += LATER
            api.run_pending(now=now)
    api.run_pending(now=now + LATER)
    unseen = len(cohort.differences(learners))
    found = api.reconcile_changes(since=began, now=now + LATER)
    api.run_pending(now=now + 2 * LATER)
    return {
        "events": ROUNDS * len(learners) * EVENTS,
        "killed": killed,
        "failed_writes": count_failed_writes(),
        "unseen_before": unseen,
        "found": found.due,
        "differences": cohort.differences(learners),
        "hints_left": Hint.objects.count(),
        "errors_left": list(Work.objects.exclude(error="").values_list("error", flat=True)[:3]),
        "ledger_breaks": checking.find_breaks(program.id),
    }


if __name__ == "__main__":
    print(json.dumps(main(range(1, int(sys.argv[1]) + 1))))
