"""Test that ``--max-seconds`` limits the whole round with any work, and that the next rounds finish the work.

Each database statement takes one second of the test's clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.database.leasing import CLOCK_STEP
from micromasters_plugin.inbox import parked_events
from micromasters_plugin.inbox.models import Hint, ParkedEvent
from micromasters_plugin.outbox import orders, tidying
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.pipeline import backlog, clock_jumps
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing
from tests.factories import program_text
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW, pass_everything

MANY, TOGETHER = 300, 10
MAX_SECONDS = 40
#: The number of statements that a round may run after the limit, for the work in progress and the counts at the end.
ONE_MORE = 30
ROUNDS = 60

Left = Callable[[], int]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[SimpleNamespace]:
    """Let every statement take a second, and give each chunk and batch ten rows."""
    settings.MICROMASTERS_BATCH_SIZE = TOGETHER
    for module in (parked_events, clock_jumps, orders, tidying):
        monkeypatch.setattr(module, "CHUNK", TOGETHER)
    monkeypatch.setattr(backlog, "HINTS_PER_STATEMENT", TOGETHER)
    clock = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr(time, "monotonic", lambda: clock.seconds)

    def take_a_second(execute: Callable[..., Any], *args: Any) -> Any:
        clock.seconds += 1
        return execute(*args)

    with connection.execute_wrapper(take_a_second):
        yield clock


def park_many_events(program: Program) -> Left:
    ParkedEvent.objects.bulk_create(
        ParkedEvent(event_type="grade", reason=f"KeyError('{n}')", payload="x", created=NOW) for n in range(MANY)
    )
    return lambda: ParkedEvent.objects.count() - parked_events.KEPT


def park_events_of_many_kinds(program: Program) -> Left:
    kinds = 8
    ParkedEvent.objects.bulk_create(
        ParkedEvent(event_type="grade", reason=f"Error{n % kinds}()", payload="x", created=NOW) for n in range(MANY)
    )
    return lambda: ParkedEvent.objects.count() - kinds * parked_events.KEPT


def write_hints_of_deleted_program(program: Program) -> Left:
    Hint.objects.bulk_create(Hint(user_id=n, program_id=999, created=NOW) for n in range(MANY))
    return Hint.objects.count


def write_standings_of_fast_clock(program: Program) -> Left:
    ahead = NOW + timedelta(days=300)
    for user_id in range(MANY):
        pass_everything(FakePlatform(), user_id)
    api.run_pending(now=NOW)
    Standing.objects.update(evaluated=ahead)
    Program.objects.update(runs_refreshed=ahead)
    return Standing.objects.filter(evaluated=ahead).count


def write_stale_rows(program: Program) -> Left:
    for n in range(30):
        text = program_text(f"{n}x", uuid=f"00000000-0000-4000-8000-{n:012d}", key=f"program{n}")
        api.import_program(text, actor=OPERATOR)
    Program.objects.update(runs_refreshed=None)
    return Program.objects.filter(runs_refreshed=None).count


def write_orders(**fields: Any) -> None:
    common = {"kind": "of a later release", "program_id": 1, "created": NOW}
    Order.objects.bulk_create(Order(key=f"many:{n}", user_id=n, **common | fields) for n in range(MANY))


def write_orders_of_killed_worker(program: Program) -> Left:
    write_orders(lease="dead", leased_at=NOW - CLOCK_STEP, leased_until=NOW)
    return Order.objects.filter(lease="dead").count


def write_orders_of_fast_clock(program: Program) -> Left:
    flags = {"kind": orders.OrderKind.FLAG_CANDIDATE.value, "program_id": program.id}
    write_orders(**flags, due=NOW + timedelta(days=300))
    return Order.objects.filter(due__gt=NOW).count


def write_old_done_orders(program: Program) -> Left:
    write_orders(done=NOW - timedelta(days=tidying.KEPT_DAYS + 1))
    return Order.objects.count


PILES = [
    park_many_events,
    park_events_of_many_kinds,
    write_hints_of_deleted_program,
    write_standings_of_fast_clock,
    write_stale_rows,
    write_orders_of_killed_worker,
    write_orders_of_fast_clock,
    write_old_done_orders,
]


@pytest.mark.parametrize("pile_up", [write_stale_rows, write_standings_of_fast_clock])
def test_a_round_that_has_much_to_prepare_still_decides_learners(
    program: Program, platform: FakePlatform, clock: SimpleNamespace, pile_up: Callable[[Program], Left]
) -> None:
    left = pile_up(program)
    pass_everything(platform, MANY + 1)
    api.run_pending(now=NOW, max_seconds=2 * MAX_SECONDS)
    assert left() > 0
    assert Standing.objects.filter(user_id=MANY + 1).exists()


@pytest.mark.parametrize("pile_up", PILES)
def test_a_round_ends_in_time_and_later_rounds_finish_the_work(
    program: Program, platform: FakePlatform, clock: SimpleNamespace, pile_up: Callable[[Program], Left]
) -> None:
    remaining = pile_up(program)
    took, before = [], remaining()
    assert before > 0
    while remaining() > 0 and len(took) < ROUNDS:
        began = clock.seconds
        api.run_pending(now=NOW, max_seconds=MAX_SECONDS)
        took.append(clock.seconds - began)
    assert remaining() == 0
    assert len(took) > 1
    assert max(took) <= MAX_SECONDS + ONE_MORE


def test_held_orders_are_counted_up_to_a_limit(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "MOST_COUNTED", 20)
    write_orders(lease="x", leased_until=NOW + timedelta(days=9999))
    assert orders.count_held() == 20
    Order.objects.filter(user_id__gte=7).update(lease="", leased_until=None)
    assert orders.count_held() == 7
