"""Test that a prepared query returns the rows of the plain query, and that Django compiles the SQL once."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from micromasters_plugin.database.prepared import Prepared
from micromasters_plugin.programs.models import Program, TrackedRun

COLUMNS = ("run_key", "title", "start", "upgrade_price", "gone")
START = datetime(2026, 1, 10, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def runs_in(*courses: str):
    return TrackedRun.objects.filter(course__in=courses).order_by("-run_key").values_list(*COLUMNS)


@pytest.fixture
def courses() -> list[str]:
    """Create three courses.

    Each course has one run. The last course has a character that some connections cannot send.
    """
    names = ["Ex+1x", "Ex+2x", "Ex+\U00020bb7"]
    for name in names:
        TrackedRun.objects.create(course=name, run_key=f"course-v1:{name}+2026", start=START, upgrade_price="150.00")
    return names


def test_a_prepared_query_returns_the_rows_of_the_query(courses: list[str]) -> None:
    ask = Prepared(TrackedRun, runs_in)
    for values in (courses[:1], courses[1:2], courses, ["none"], courses[::-1]):
        assert ask(*values) == list(runs_in(*values))


def test_numbers_and_constants_are_bound_in_the_right_order(program: Program) -> None:
    def build(program_id: int):
        return Program.objects.filter(key="example", id=program_id, retired=None).values_list("id", "uuid", "title")

    ask = Prepared(Program, build)
    assert ask(program.id) == list(build(program.id)) != []
    assert ask(program.id + 1) == []


def test_sql_is_compiled_once_for_each_number_of_values(courses: list[str]) -> None:
    ask = Prepared(TrackedRun, runs_in)
    with patch.object(SQLCompiler, "as_sql", autospec=True, side_effect=SQLCompiler.as_sql) as written:
        for values in (courses[:1], courses[1:2], courses[:2], courses[1:]):
            with CaptureQueriesContext(connection) as queries:
                ask(*values)
            assert len(queries) == 1
    assert written.call_count == 2
