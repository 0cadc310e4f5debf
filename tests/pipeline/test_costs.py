"""Test that evaluating and deciding take a limited number of database statements."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.programs.models import Program
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW, pass_everything


def count_reads(user_ids: list[int], program: Program) -> int:
    from micromasters_plugin.standings.evaluation import evaluate_learners

    with CaptureQueriesContext(connection) as queries:
        evaluate_learners(program.id, user_ids, now=NOW)
    return len(queries)


def test_evaluating_one_and_five_hundred_learners_takes_equally_many_queries(
    program: Program, platform: FakePlatform
) -> None:
    for user_id in range(1, 501):
        platform.pass_run(user_id, run_of("1x"))
    # The package needs six queries, including a query for deleted runs and a query for overrides. The port adds more
    # queries.
    assert count_reads([1], program) == count_reads(list(range(1, 501)), program) == 6


def test_deciding_takes_at_most_eight_statements_for_one_and_twelve_for_a_hundred(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    from micromasters_plugin.pipeline import batches

    counts = []

    def counted(*args, **kwargs):
        with CaptureQueriesContext(connection) as queries:
            result = decide(*args, **kwargs)
        counts.append(len([q for q in queries if "SAVEPOINT" not in q["sql"] and q["sql"] not in ("BEGIN", "COMMIT")]))
        return result

    decide = batches.decide
    monkeypatch.setattr(batches, "decide", counted)
    for learners in ([1], [2], range(3, 103)):
        for user_id in learners:
            pass_everything(platform, user_id)
        api.run_pending(now=NOW)
    # The first decision also creates the ledger's head. SQLite takes at most 999 values in one INSERT.
    assert (len(counts), counts[1] <= 8, counts[2] <= 12) == (3, True, True)


def test_reconciling_unchanged_learners_writes_nothing(program: Program, platform: FakePlatform) -> None:
    for user_id in range(1, 21):
        pass_everything(platform, user_id)
    api.run_pending(now=NOW)
    with CaptureQueriesContext(connection) as queries:
        result = api.reconcile(now=NOW)
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert (result.evaluations, result.decisions) == (20, 0)
    assert [sql for sql in written if "micromasters_checkpoint" not in sql] == []
