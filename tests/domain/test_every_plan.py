"""Compare plans with every set of courses that the learner can take, in small programs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import count, product

import pytest

from micromasters_plugin.data import Attempt, Enrollment, Plan
from micromasters_plugin.domain.definition import Course, Group, Node, ProgramRules, leaves
from micromasters_plugin.domain.planner import plan
from micromasters_plugin.domain.standing import evaluate
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.verdicts import ProgramVerdict, RequirementVerdict
from tests.domain.dated import with_days
from tests.domain.specimens import NOW, all_of, at_least, attempt, course, day, program, run_key

LATER = NOW + timedelta(days=400)
LEAST = Decimal("0.0001")
TARGETS = [None, *map(Decimal, ("0.7000", "0.8000", "0.8500", "0.9000", "0.9333"))]
#: The number of programs for each seed.
PROGRAMS = 60


@dataclass(frozen=True)
class Situation:
    """A program, a learner's attempts, and a target."""

    rules: ProgramRules
    attempts: Sequence[Attempt]
    target: Decimal | None

    def standing_with(self, grades: Mapping[str, Decimal]) -> ProgramVerdict:
        """Return the standing after the learner gets these grades, each in a new run if the course has a new run."""
        by_run = {each.course_run: each for each in self.attempts}
        for each in self.rules.courses():
            if each.key in grades:
                run = each.runs[0] if each.runs else f"course-v1:{each.course}+new"
                by_run[run] = with_days(
                    Attempt(
                        run,
                        run_start=NOW,
                        enrollment=Enrollment("verified", True, NOW),
                        ratio=grades[each.key],
                        bar_reached=NOW + timedelta(days=5),
                    ),
                    "UTC",
                )
        return evaluate(self.rules, by_run.values(), now=LATER)

    def reaches(self, grades: Mapping[str, Decimal]) -> bool:
        standing = self.standing_with(grades)
        if self.target is None or not standing.earned:
            return standing.earned
        return standing.composite is not None and standing.composite >= self.target

    def can_take(self, each: Course) -> bool:
        """Tell whether the learner can still get a new grade: a course with one listed run has no other run."""
        known = {attempt.course_run: attempt for attempt in self.attempts}
        return not each.runs or each.runs[0] not in known or known[each.runs[0]].ratio == Decimal("0.3000")

    def cost_of(self, keys: Sequence[str]) -> tuple[int, int, int]:
        """Return the number of retakes, of courses to take, and of courses to begin."""
        standing = evaluate(self.rules, self.attempts, now=NOW)
        passed = {
            each.course
            for each, verdict in zip(self.rules.courses(), standing.courses(), strict=True)
            if any(item.counts or will_count(item) for item in verdict.attempts)
        }
        begun = {each.course_run.split(":")[1][:-3] for each in self.attempts if each.ratio == Decimal("0.3000")}
        courses = [each.course for each in self.rules.courses() if each.key in keys]
        to_take = [name for name in courses if name not in passed]
        return len(courses) - len(to_take), len(to_take), sum(name not in begun for name in to_take)


def will_count(verdict) -> bool:
    return verdict.reached is None and [reason.code for reason in verdict.reasons] == ["out_of_order"]


def draw(seed: int) -> Situation | None:
    """Draw a situation, or None if the program is too large."""
    dice = random.Random(seed)
    numbers = count()
    shares, orders = dice.random() < 0.6, dice.random() < 0.35

    def leaf(names: set[str]) -> Course:
        number = next(numbers)
        name = dice.choice([each for each in "ABCDEF" if each not in names]) if shares else "ABCDEFGHIJ"[number % 10]
        names.add(name)
        runs = (run_key("A", 1),) if name == "A" else ()
        bar = dice.choice(["0.60", "0.60", "0.80"]) if not shares else "0.60"
        return course(f"k{number}", bar, dice.choice("1123"), course=f"Ex+{name}", runs=runs)

    def group(depth: int) -> Group:
        names: set[str] = set()
        children: list[Node] = [
            group(depth - 1) if depth and dice.random() < 0.4 else leaf(names) for _ in range(dice.randint(1, 3))
        ]
        key = f"g{next(numbers)}"
        if dice.random() < 0.5:
            return all_of(*children, key=key, in_order=orders and dice.random() < 0.6)
        return at_least(dice.randint(1, len(children)), *children, key=key)

    rules = program(group(2))
    if len(rules.courses()) > 6:
        return None
    attempts = []
    for name in sorted({each.course[3:] for each in rules.courses()}):
        if dice.random() < 0.45:
            ratio = dice.choice(["0.6000", "0.7000", "0.8500", "0.9500"])
            reached = day(dice.choice([10, 20, 30])) if dice.random() < 0.85 else None
            attempts.append(attempt(name, ratio, bar_reached=reached, run_end=day(300)))
        elif dice.random() < 0.25:
            attempts.append(attempt(name, "0.3000", run_end=NOW + timedelta(days=9)))
    return Situation(rules, attempts, dice.choice(TARGETS))


def situations(first_seed: int) -> list[Situation]:
    drawn = filter(None, map(draw, count(first_seed)))
    return [next(drawn) for _ in range(PROGRAMS)]


def plan_of(situation: Situation) -> tuple[Plan, dict[str, Decimal]]:
    """Return the plan and its lowest grades. A plan takes at most two evaluations."""
    steps = Steps()
    made = plan(situation.rules, situation.attempts, now=NOW, composite=situation.target, steps=steps)
    assert steps.evaluations <= 2
    return made, {step.key: step.least_ratio for step in made.steps if step.least_ratio is not None}


SEEDS = [1_000_000 * number for number in range(1, 7)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_target_is_possible_if_the_best_grades_in_everything_reach_it(seed: int) -> None:
    for situation in situations(seed):
        made, _ = plan_of(situation)
        best = {each.key: Decimal(1) for each in situation.rules.courses() if situation.can_take(each)}
        assert made.is_possible is situation.reaches(best), situation


@pytest.mark.parametrize("seed", SEEDS)
def test_the_grades_of_a_plan_reach_the_target_and_a_ten_thousandth_less_misses(seed: int) -> None:
    for situation in situations(seed):
        made, grades = plan_of(situation)
        if made.is_possible and grades:
            assert situation.reaches(grades), situation
            assert made.composite == situation.standing_with(grades).composite
            highest = max(grades.values())
            lower = {key: grade - LEAST if grade == highest else grade for key, grade in grades.items()}
            assert not situation.reaches(lower), situation


@pytest.mark.parametrize("seed", SEEDS)
def test_no_set_of_courses_with_less_work_reaches_the_target(seed: int) -> None:
    for situation in situations(seed):
        made, grades = plan_of(situation)
        if made.is_possible and grades:
            cost = situation.cost_of(list(grades))
            for keys in sets_of_courses(situation):
                if situation.cost_of(keys) < cost and situation.reaches(dict.fromkeys(keys, Decimal(1))):
                    assert has_spare_electives(situation, keys), (situation, keys)


def sets_of_courses(situation: Situation) -> Iterator[list[str]]:
    """Yield every set of courses that the learner can take, each course in one place."""
    places: dict[str, list[str | None]] = {}
    for each in situation.rules.courses():
        if situation.can_take(each):
            places.setdefault(each.course, [None]).append(each.key)
    return ([key for key in keys if key is not None] for keys in product(*places.values()))


def has_spare_electives(situation: Situation, keys: Sequence[str]) -> bool:
    """Tell whether ``keys`` has more courses of a choice than the choice requires.

    A plan prefers retakes to such courses.
    """
    before = evaluate(situation.rules, situation.attempts, now=NOW).root
    after = situation.standing_with(dict.fromkeys(keys, Decimal(1))).root

    def search(node: Node, old: RequirementVerdict, new: RequirementVerdict) -> bool:
        if not isinstance(node, Group):
            return False
        if node.at_least is not None:
            earned = sum(child.earned for child in old.children)
            is_new = {each.key for each in leaves(node)}.intersection(keys)
            if (old.earned and is_new) or sum(child.earned for child in new.children) > max(node.required, earned):
                return True
        return any(search(*each) for each in zip(node.children, old.children, new.children, strict=True))

    return search(situation.rules.root, before, after)


def test_an_elective_replaces_an_earned_one_if_no_retake_is_possible() -> None:
    listed = course("A", runs=(run_key("A", 1),))
    rules = program(at_least(1, listed, course("B")))
    situation = Situation(rules, [attempt("A", "0.7000", run_end=day(300))], Decimal("0.9000"))
    assert plan_of(situation)[1] == {"B": Decimal("0.9000")}


def test_every_course_of_a_choice_counts_towards_a_target_that_needs_one_more() -> None:
    listed = course("A", runs=(run_key("A", 1),))
    rules = program(replace(at_least(1, listed, course("B")), composite_of_all=True))
    situation = Situation(rules, [attempt("A", "0.6000", run_end=day(300))], Decimal("0.8000"))
    assert plan_of(situation)[1] == {"B": Decimal("0.9999")}
