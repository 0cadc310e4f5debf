"""Count the rows that a claim of ten orders reads beside many other orders.

Tests run this module in a subprocess on a real server.

The module prints a JSON object. For each situation the object has the numbers of read rows and index entries, and the
seconds of the fastest claim.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from micromasters_plugin.outbox.models import Order  # noqa: E402
from micromasters_plugin.outbox.orders import AT_ONCE, OrderKind, claim_due, free_stuck  # noqa: E402
from tests.undoing import undone  # noqa: E402

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CLAIMED = 10
REPEATED = 5
KIND = OrderKind.FLAG_CANDIDATE
PAUSED = OrderKind.ISSUE_CREDENTIAL

#: Other workers hold at most this many orders in the test. All workers of a site together hold far fewer orders.
#: Writing more orders may take longer than the leases of the orders last.
MOST_HELD = 20_000

#: In each situation, many orders are in the table beside the ten due orders. The dictionary has the fields of the many
#: orders. ``fill`` sets the leases of other workers' orders last, because filling may take longer than a lease lasts.
SITUATIONS: dict[str, dict[str, Any] | None] = {
    "ten": None,
    "many due": {"due": AT_ONCE},
    "many done": {"done": NOW, "due": None},
    "many parked": {"parked": NOW, "due": None},
    "many not yet due": {"due": NOW + timedelta(hours=1), "tries": 1},
    "many held by others": {"due": None, "lease": "x" * 32},
    "many of a paused kind": {"due": AT_ONCE, "kind": PAUSED.value},
}


def fill(many: dict[str, Any] | None, size: int, *, first_learner: int = 0) -> None:
    """Write ``size`` orders with the fields ``many`` for learners from ``first_learner`` on.

    Also write ten due orders.
    """
    Order.objects.all().delete()
    common = {"kind": KIND.value, "program_id": 1, "created": NOW}
    others = range(size) if many is not None else ()
    rows = [Order(key=f"many:{n}", user_id=first_learner + n, **common | (many or {})) for n in others]
    rows += [Order(key=f"ten:{n}", user_id=n, due=AT_ONCE, **common) for n in range(CLAIMED)]
    Order.objects.bulk_create(rows, batch_size=5000)
    Order.objects.exclude(lease="").update(leased_until=datetime.now(UTC) + timedelta(seconds=250))
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(Order._meta.db_table)
        # PostgreSQL counts dead index entries as read. A vacuum that may skip the indexes leaves a few dead entries.
        tidy = "ANALYZE TABLE" if connection.vendor == "mysql" else "VACUUM (ANALYZE, INDEX_CLEANUP ON)"
        cursor.execute(f"{tidy} {table}")


def claim() -> None:
    free_stuck(now=NOW)
    orders = claim_due(now=NOW, limit=CLAIMED, waiting={PAUSED})
    assert len(orders) == CLAIMED


def examined(work: Callable[[], None]) -> int:
    """Run ``work``, return the number of rows and index entries that the server read, and roll ``work`` back."""
    with undone():
        before = _read_so_far()
        work()
        after = _read_so_far()
        transaction.set_rollback(True)
    return after - before


def _read_so_far() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "mysql":
            cursor.execute("SHOW SESSION STATUS LIKE 'Handler_read%'")
            return sum(int(value) for _, value in cursor.fetchall())
        cursor.execute(
            "SELECT sum(pg_stat_get_xact_tuples_returned(oid)) FROM pg_class WHERE oid = %s::regclass"
            " OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = %s::regclass)",
            [Order._meta.db_table] * 2,
        )
        return int(cursor.fetchone()[0])


def seconds(work: Callable[[], None]) -> float:
    """Return the time of the fastest of several runs. Roll each run back."""
    times = []
    for _ in range(REPEATED):
        with undone():
            started = time.perf_counter()
            work()
            times.append(time.perf_counter() - started)
            transaction.set_rollback(True)
    return min(times)


def main(size: int) -> dict[str, dict[str, float]]:
    rows_read = {}
    for situation, many in SITUATIONS.items():
        fill(many, min(size, MOST_HELD) if many and "lease" in many else size)
        rows_read[situation] = {"examined": examined(claim), "seconds": seconds(claim)}
    return rows_read


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
