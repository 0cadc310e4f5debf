"""Count the statements that evaluate and decide a batch of learners."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.figures import Figure
from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline import leases
from micromasters_plugin.pipeline.decisions import Due, decide
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.evaluation import evaluate_learners
from tests.factories import UUID_A, program_text, run_of
from tests.fakes import FakePlatform

NOW = datetime(2026, 6, 1, tzinfo=UTC)
NUMBERS = [f"{n}x" for n in range(6)]

#: The number of queries that the port for Open edX adds to the package's queries: a query for each of six functions.
#: Tests inside the platform check this number.
PORT_READS = 6


def measure() -> list[Figure]:
    """Measure 500 learners who passed all of six courses."""
    FakePlatform.reset()
    platform = FakePlatform()
    api.import_program(program_text(*NUMBERS, uuid=UUID_A, key="six"), actor=OPERATOR)
    tracked_runs.forget()
    program = Program.objects.get(key="six")
    for user_id in range(1, 501):
        for number in NUMBERS:
            platform.pass_run(user_id, run_of(number))
    one, many = _reads(program.id, [1]), _reads(program.id, list(range(1, 501)))
    _decide([1], program.id)
    few, many_writes = _decide([2], program.id), _decide(range(101, 201), program.id)
    return [
        Figure("evaluating 1 learner: reads, the port's included", one + PORT_READS, "", 12),
        Figure("evaluating 500 learners: reads, the port's included", many + PORT_READS, "", 12),
        Figure("deciding 1 learner: statements", few, "", 8),
        Figure("deciding 100 learners together: statements", many_writes, "", 12),
    ]


def _decide(user_ids: Iterable[int], program_id: int) -> int:
    """Return the number of SQL statements that store the decisions about the learners.

    The first decision also creates the ledger's head.
    """
    work = leases.claim(program_id, list(user_ids), now=NOW)
    found = evaluate_learners(program_id, list(work), now=NOW)
    Hint.objects.bulk_create(Hint(user_id=user_id, program_id=program_id, created=NOW) for user_id in work)
    hints = dict(Hint.objects.values_list("user_id", "id"))
    due = [Due(work[user_id], found[user_id], [hints[user_id]]) for user_id in sorted(work)]
    with CaptureQueriesContext(connection) as queries:
        decide(due, now=NOW)
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT")) for query in queries)


def _reads(program_id: int, user_ids: list[int]) -> int:
    with CaptureQueriesContext(connection) as queries:
        evaluate_learners(program_id, user_ids, now=NOW)
    return len(queries)
