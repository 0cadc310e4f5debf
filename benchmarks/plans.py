"""Measure plans for twenty open courses in five groups of electives, and for definitions that once took minutes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from benchmarks.figures import Figure
from micromasters_plugin.data import Attempt, Enrollment, Plan
from micromasters_plugin.domain.definition import Course, Group, ProgramRules
from micromasters_plugin.domain.planner import MAX_PLAN_STEPS, plan, plans
from micromasters_plugin.domain.steps import Steps
from tests.domain.test_steps import COSTLY

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ROUNDS = 50


def measure() -> list[Figure]:
    """Measure a learner who has a low grade in one course outside the groups, and wants a composite of 0.85."""
    program = _program()
    earned = Attempt(
        "course-v1:Ex+first+1",
        run_start=NOW,
        enrollment=Enrollment("verified", True, NOW),
        ratio=Decimal("0.6000"),
        bar_reached=NOW,
        reached_day=NOW.date(),
    )
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        made = plan(program, [earned], now=NOW, composite=Decimal("0.85"))
        times.append((time.perf_counter() - started) * 1000)
        _check(made)
    return [
        Figure("a plan over 20 open courses in 5 groups of electives, median", statistics.median(times), "ms", 10),
        *_costly(),
    ]


def _costly() -> Iterator[Figure]:
    """Measure steps and processor time of plans that once took seconds or minutes.

    The result is the quickest of a few rounds.
    """
    stops = [Decimal(stop) / 100 for stop in range(60, 101)]
    for name, (rules, attempts) in COSTLY.items():
        for question, composites in (("a plan", [Decimal("0.85")]), ("all stops", stops)):
            seconds = []
            for _ in range(5 if len(composites) == 1 else 1):
                steps = Steps(MAX_PLAN_STEPS)
                started = time.process_time()
                made = plans(rules, attempts, now=NOW, composites=composites, steps=steps)
                seconds.append(time.process_time() - started)
            worked_out = sum(each.is_worked_out for each in made)
            yield Figure(f"{name}: {question}: steps", min(steps.spent, MAX_PLAN_STEPS), "steps", MAX_PLAN_STEPS)
            yield Figure(f"{name}: {question}: worked out", worked_out, f"of {len(made)}")
            yield Figure(f"{name}: {question}", min(seconds) * 1000, "ms", 100 if len(composites) == 1 else None)


def _program() -> ProgramRules:
    groups = tuple(
        Group(f"g{n}", "", tuple(_course(f"c{n}{m}", f"0.{50 + 5 * m}", str(1 + m)) for m in range(4)), at_least=2)
        for n in range(5)
    )
    root = Group("all", "", (_course("first", "0.60", "2"), *groups))
    return ProgramRules("uuid", "plans", "micromasters", "Plans", "Example University", NOW, root)


def _course(key: str, bar: str, weight: str) -> Course:
    return Course(key, key, f"Ex+{key}", Decimal(bar), Decimal(weight))


def _check(made: Plan) -> None:
    """Fail if the plan is wrong, because the speed of a wrong plan means nothing."""
    assert made.is_possible and made.composite is not None and made.composite >= Decimal("0.85")
    assert sum(step.least_ratio is not None for step in made.steps) == 10
