"""Measure how an import counts re-bound learners in a program with 100,000 standings."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.figures import Figure
from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.exceptions import RebindError
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.factories import program_text, run_of
from tests.fakes import FakePlatform

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LEARNERS, EVALUATED = 100_000, 1_000
COURSES = ("1x", "2x", "3x", "4x", "5x", "6x")
FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)


def measure() -> list[Figure]:
    """Count under the three rules of grandfathering.

    ``most_favourable`` evaluates every learner, so this rule counts fewer learners.
    """
    FakePlatform.reset()
    platform = FakePlatform()
    api.import_program(program_text(*COURSES), actor=OPERATOR)
    tracked_runs.forget()
    for user_id in range(EVALUATED):
        for number in COURSES:
            platform.pass_run(user_id, run_of(number), 0.65)
    api.reconcile(now=NOW)
    favourable, _ = _count("most_favourable", expected=EVALUATED)
    pattern = Standing.objects.latest("id")
    rows = []
    for user_id in range(EVALUATED, LEARNERS):
        pattern.pk, pattern.user_id = None, user_id
        pattern.pinned_at = FIRST_DAY + timedelta(minutes=user_id)
        rows.append(Standing(**{f.attname: getattr(pattern, f.attname) for f in Standing._meta.concrete_fields}))
    Standing.objects.bulk_create(rows, batch_size=1_000)
    pinned, statements = _count("pinned", expected=LEARNERS)
    latest, _ = _count("latest", expected=LEARNERS)
    return [
        Figure("refusing an import, pinned, 100,000 standings", pinned, "s", limit=5),
        Figure("refusing an import, latest, 100,000 standings", latest, "s", limit=5),
        Figure("refusing an import, pinned, 100,000 standings: statements", statements, ""),
        Figure("refusing an import, most_favourable, for each 1,000 standings", favourable, "s"),
    ]


def _count(rule: str, *, expected: int) -> tuple[float, int]:
    """Return the seconds and the SQL statements of an import that is refused because it re-binds ``expected``."""
    text = program_text(*COURSES, bar="0.60").replace("kind:", f"grandfathering: {rule}\nkind:", 1)
    text = text.replace("title: Example program", "title: Another title")
    start = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        learners = _learners_of_refusal(text)
    assert learners == expected
    return time.perf_counter() - start, len(queries)


def _learners_of_refusal(text: str) -> int:
    try:
        api.import_program(text, actor=OPERATOR, now=NOW)
    except RebindError as error:
        return error.learners
    return 0
