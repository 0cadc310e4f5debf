"""Test that a claim or another look-up reads no more rows if the table has more orders, in any state."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

AN_HOUR = 3600.0


@pytest.mark.parametrize("database", ["mariadb_process", "postgresql_process"])
@pytest.mark.parametrize(
    "size", [5000, pytest.param(200_000, marks=pytest.mark.soak)], ids=["five thousand", "two hundred thousand"]
)
def test_a_claim_examines_no_more_rows_beside_many_orders(
    request: pytest.FixtureRequest, database: str, size: int
) -> None:
    process: Callable[..., str] = request.getfixturevalue(database)
    rows_read = json.loads(process("tests.outbox.claim_cost", str(size), timeout_seconds=AN_HOUR))
    alone = rows_read.pop("ten")["examined"]
    assert alone > 0
    # Each query of a claim may read one row past the end of a range.
    more = {situation: figures["examined"] - alone for situation, figures in rows_read.items()}
    assert all(extra <= 10 for extra in more.values()), (alone, more)


@pytest.mark.parametrize("database", ["mariadb_process", "postgresql_process"])
def test_a_lookup_examines_no_more_rows_beside_many_orders(request: pytest.FixtureRequest, database: str) -> None:
    process: Callable[..., str] = request.getfixturevalue(database)
    rows_read = json.loads(process("tests.outbox.lookup_cost", "5000"))
    for figures in rows_read.values():
        alone = figures.pop("ten")
        assert alone > 0
        assert all(examined <= 1.5 * alone for examined in figures.values()), (alone, rows_read)
