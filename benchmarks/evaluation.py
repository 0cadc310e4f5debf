"""What evaluating a batch reads, and what deciding one learner writes."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.figures import Figure
from micromasters_plugin import api
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.progress import sweep
from micromasters_plugin.progress.evaluation import evaluate_learners
from micromasters_plugin.progress.models import Hint
from tests.factories import UUID_A, program_text, run_of
from tests.fakes import FakePlatform

NOW = datetime(2026, 6, 1, tzinfo=UTC)
NUMBERS = [f"{n}x" for n in range(6)]

#: What the port may add to the package's own reads: six functions of one query, certificates with two, no exam app.
PORT_READS = 7


def measure() -> list[Figure]:
    """Six courses, 500 learners who passed them all."""
    FakePlatform.reset()
    platform = FakePlatform()
    api.import_program(program_text(*NUMBERS, uuid=UUID_A, key="six"))
    tracked_runs.forget()
    program = Program.objects.get(key="six")
    for user_id in range(1, 501):
        for number in NUMBERS:
            platform.pass_run(user_id, run_of(number))
    one, many = _reads(program.id, [1]), _reads(program.id, list(range(1, 501)))
    statements: list[int] = []
    started = time.perf_counter()
    _decide_all(program.id, statements)
    seconds = time.perf_counter() - started
    return [
        Figure("evaluating 1 learner: reads, the port's included", one + PORT_READS, "", 12),
        Figure("evaluating 500 learners: reads, the port's included", many + PORT_READS, "", 12),
        Figure("deciding one learner: statements at most", max(statements), "", 8),
        Figure("evaluating and deciding, SQLite", 500 / seconds, "learners/s"),
    ]


def _reads(program_id: int, user_ids: list[int]) -> int:
    with CaptureQueriesContext(connection) as queries:
        evaluate_learners(program_id, user_ids, now=NOW)
    return len(queries)


def _decide_all(program_id: int, statements: list[int]) -> None:
    """Process one batch while counting the statements of each decision; the first makes the ledger's head as well."""
    decide = sweep.decide
    sweep.process_batch(program_id, {1: []}, now=NOW)

    def counted(*args, **kwargs):
        with CaptureQueriesContext(connection) as queries:
            result = decide(*args, **kwargs)
        statements.append(sum(not query["sql"].startswith(("BEGIN", "COMMIT")) for query in queries))
        return result

    sweep.decide = counted
    try:
        sweep.process_batch(program_id, _one_hint_each(program_id, range(2, 501)), now=NOW)
    finally:
        sweep.decide = decide


def _one_hint_each(program_id: int, user_ids: range) -> dict[int, list[int]]:
    Hint.objects.bulk_create(Hint(user_id=user_id, program_id=program_id, created=NOW) for user_id in user_ids)
    return {hint.user_id: [hint.id] for hint in Hint.objects.all()}
