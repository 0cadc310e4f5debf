"""What evaluating and deciding ask of the database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.programs.models import Program
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.progress.learner import NOW, pass_everything


def count_reads(user_ids: list[int], program: Program) -> int:
    from micromasters_plugin.progress.evaluation import evaluate_learners

    with CaptureQueriesContext(connection) as queries:
        evaluate_learners(program.id, user_ids, now=NOW)
    return len(queries)


def test_evaluating_reads_the_same_for_one_and_for_five_hundred(program: Program, platform: FakePlatform) -> None:
    for user_id in range(1, 501):
        platform.pass_run(user_id, run_of("1x"))
    # Five of the package's own, one of them for runs that were deleted; the port adds at most eight.
    assert count_reads([1], program) == count_reads(list(range(1, 501)), program) == 5


def test_deciding_one_learner_takes_at_most_eight_statements(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    from micromasters_plugin.progress import sweep

    counts = []

    def counted(*args, **kwargs):
        with CaptureQueriesContext(connection) as queries:
            result = decide(*args, **kwargs)
        counts.append(len([q for q in queries if "SAVEPOINT" not in q["sql"] and q["sql"] not in ("BEGIN", "COMMIT")]))
        return result

    decide = sweep.decide
    monkeypatch.setattr(sweep, "decide", counted)
    pass_everything(platform, 1)
    api.run_pending(now=NOW)
    pass_everything(platform, 2)
    api.run_pending(now=NOW)
    assert counts[1] <= 8
