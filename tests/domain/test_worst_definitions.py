"""Test that even the worst definitions of a search take no more steps than the limit that the import calculates."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from micromasters_plugin.data import Attempt, Enrollment
from micromasters_plugin.domain.definition import Course, Group, ProgramRules, leaves
from micromasters_plugin.domain.planner import MAX_PLAN_STEPS, plan
from micromasters_plugin.domain.standing import evaluate
from micromasters_plugin.domain.step_limits import max_steps
from micromasters_plugin.domain.steps import Steps
from tests.domain.specimens import program

NOW = datetime(2026, 6, 1, tzinfo=UTC)
#: The limit of the import, and the most courses that the search uses.
LIMIT, MOST_COURSES = 1_000_000, 90
#: The composite grade of the plans.
TARGET = Decimal("0.85")
#: The number of changes that a search tries.
CHANGES = 40


class Search:
    """Change a definition at random, and keep each change that does not lower the steps of a learner."""

    def __init__(self, seed: int):
        self.dice = random.Random(seed)
        self.numbers = iter(range(10_000))
        self.rules = program(Group("root", "", tuple(self.group(f"g{n}") for n in range(3))))
        self.spent = self.steps_of(self.rules)

    def run(self) -> None:
        for _ in range(CHANGES):
            changed = replace(self.rules, root=self.change(self.rules.root))
            if sum(1 for _ in leaves(changed.root)) > MOST_COURSES or max_steps(changed) > LIMIT:
                continue
            spent = self.steps_of(changed)
            if spent >= self.spent:
                self.rules, self.spent = changed, spent

    def steps_of(self, rules: ProgramRules) -> int:
        """Return the steps for a learner who has passed everything, and check that the steps are within the limit."""
        attempts = [self.attempt(name) for name in sorted({each.course for each in rules.courses()})]
        steps = Steps()
        evaluate(rules, attempts, now=NOW, steps=steps)
        spent = steps.spent - len(rules.courses())
        assert spent <= max_steps(rules), rules.root
        return spent

    def plan_steps(self) -> int:
        """Return the steps to plan for a learner who has passed every other course."""
        names = sorted({each.course for each in self.rules.courses()})
        steps = Steps(MAX_PLAN_STEPS)
        made = plan(self.rules, [self.attempt(name) for name in names[::2]], now=NOW, composite=TARGET, steps=steps)
        assert steps.evaluations <= 2
        assert made.is_worked_out or steps.spent > MAX_PLAN_STEPS
        return steps.spent

    def attempt(self, name: str) -> Attempt:
        ratio = Decimal(6000 + sum(map(ord, name)) * 37 % 4000).scaleb(-4)
        return Attempt(
            f"course-v1:{name}+1",
            run_start=NOW,
            enrollment=Enrollment("verified", True, NOW),
            ratio=ratio,
            bar_reached=NOW,
        )

    def group(self, key: str) -> Group:
        return Group(key, "", tuple(self.courses(self.dice.randint(3, 8))), at_least=self.dice.randint(1, 3))

    def courses(self, count: int) -> Iterator[Course]:
        for name in self.dice.sample("ABCDEFGHIJKLMNOP", count):
            weight = Decimal(self.dice.randint(1, 3))
            yield Course(f"k{next(self.numbers)}", "", f"Ex+{name}", Decimal("0.60"), weight)

    def change(self, group: Group) -> Group:
        """Return the group with one change in the group or below the group."""
        below = [index for index, child in enumerate(group.children) if isinstance(child, Group)]
        if below and self.dice.random() < 0.6:
            index = self.dice.choice(below)
            child = group.children[index]
            assert isinstance(child, Group)
            return replace(group, children=(*group.children[:index], self.change(child), *group.children[index + 1 :]))
        if self.dice.random() < 0.3:
            return replace(group, at_least=self.dice.choice([None, self.dice.randint(1, len(group.children))]))
        if self.dice.random() < 0.3:
            return replace(group, children=(*group.children, self.group(f"g{next(self.numbers)}")))
        names = {child.course for child in group.children if isinstance(child, Course)}
        added = tuple(course for course in self.courses(4) if course.course not in names)
        return replace(group, children=(*group.children, *added))


@pytest.mark.parametrize("seed", range(3))
def test_the_worst_definition_that_a_search_finds_stays_below_the_limit(seed: int) -> None:
    search = Search(seed)
    begun = search.spent
    search.run()
    assert begun < search.spent <= max_steps(search.rules) <= LIMIT


@pytest.mark.parametrize("seed", range(3))
def test_the_worst_definition_that_a_search_finds_is_planned_or_says_why_not(seed: int) -> None:
    search = Search(seed)
    search.run()
    assert search.plan_steps() > 0
