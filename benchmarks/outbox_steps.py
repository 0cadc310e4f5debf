"""Run one step of the outbox benchmark and print JSON. The benchmark runs this module as a subprocess."""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402

from micromasters_plugin.credentials.models import Credential  # noqa: E402
from micromasters_plugin.effects.table import carry_out_due  # noqa: E402
from micromasters_plugin.outbox import tidying  # noqa: E402
from micromasters_plugin.outbox.models import Order  # noqa: E402
from micromasters_plugin.pipeline.sweep import sweep  # noqa: E402
from tests.fakes import FakePlatform  # noqa: E402
from tests.pipeline.learner import NOW, pass_everything  # noqa: E402
from tests.torture.world import prepare  # noqa: E402

LEARNERS = 100


def statements() -> float:
    """Return the number of statements for each of a hundred credentials, from the order to the announcement."""
    prepare()
    for user_id in range(1, LEARNERS + 1):
        pass_everything(FakePlatform(), user_id)
    sweep(now=NOW)
    count = 0

    def note(execute, sql, params, many, context):
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        carry_out_due(now=NOW)
    assert Credential.objects.count() == LEARNERS
    return count / LEARNERS


def forget(orders: int) -> tuple[float, float]:
    """Return the seconds in which one round deletes its share of old orders, and the seconds of its longest part."""
    rows = (Order(key=f"x:{n}", kind="x", user_id=n, program_id=1, created=NOW, done=NOW) for n in range(orders))
    Order.objects.bulk_create(rows, batch_size=5000)
    parts: list[float] = []
    in_one = tidying._forget

    def timed(ids):
        started = time.perf_counter()
        in_one(ids)
        parts.append(time.perf_counter() - started)

    tidying._forget = timed
    started = time.perf_counter()
    tidying.forget_done(now=NOW + timedelta(days=91))
    return time.perf_counter() - started, max(parts)


if __name__ == "__main__":
    each = statements()
    whole, longest = forget(int(sys.argv[1]))
    print(json.dumps({"statements": each, "forget": whole, "longest": longest}))
