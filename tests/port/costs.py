"""Limit the number of statements of a read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext


@contextmanager
def at_most(queries: int) -> Iterator[None]:
    """Fail if the code inside the ``with`` block takes more than ``queries`` statements."""
    with CaptureQueriesContext(connection) as taken:
        yield
    assert len(taken) <= queries, [query["sql"] for query in taken]
