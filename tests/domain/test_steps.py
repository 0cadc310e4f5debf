"""Test that the maximum number of steps of an evaluation is known in advance, and that a plan stops at its limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import cycle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from micromasters_plugin.data import Attempt, Enrollment
from micromasters_plugin.domain.definition import Course, Group, ProgramRules, SharedCourses
from micromasters_plugin.domain.planner import MAX_PLAN_STEPS, plan, plans
from micromasters_plugin.domain.standing import evaluate
from micromasters_plugin.domain.step_limits import max_steps, shares_courses
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.exceptions import OutOfStepsError

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TARGET = Decimal("0.85")


def course(key: str, name: str = "") -> Course:
    return Course(key, key, f"Ex+{name or key}", Decimal("0.60"))


def program(*children: Course | Group, **fields: object) -> ProgramRules:
    root = fields.pop("root", Group("all", "", children))
    return ProgramRules("uuid", "steps", "micromasters", "Steps", "Example", NOW, root, **fields)


def passed(*names: str, ratio: str = "0.70", run: str = "1") -> list[Attempt]:
    return [
        Attempt(
            f"course-v1:Ex+{name}+{run}",
            run_start=NOW,
            enrollment=Enrollment("verified", True, NOW),
            ratio=Decimal(ratio),
            bar_reached=NOW,
        )
        for name in names
    ]


def enrolled_attempt(*names: str) -> list[Attempt]:
    enrollment = Enrollment("verified", True, NOW)
    return [Attempt(f"course-v1:Ex+{name}+1", run_start=NOW, enrollment=enrollment) for name in names]


def groups(count: int, width: int, least: int, *, shares: bool) -> ProgramRules:
    return program(
        *(
            Group(
                f"g{g}",
                "",
                tuple(course(f"g{g}c{n}", f"c{n}" if shares else f"g{g}c{n}") for n in range(width)),
                at_least=least,
            )
            for g in range(count)
        )
    )


def steps_of(rules: ProgramRules, attempts: Sequence[Attempt]) -> int:
    steps = Steps()
    evaluate(rules, attempts, now=NOW, steps=steps)
    return steps.spent


def weighted(rules: ProgramRules, weights: str) -> ProgramRules:
    """Return the program with these weights. The weights have the order of the courses in the definition."""
    numbers = cycle(weights)

    def weigh(node: Course | Group) -> Course | Group:
        if isinstance(node, Group):
            return replace(node, children=tuple(map(weigh, node.children)))
        return replace(node, weight=Decimal(next(numbers)))

    return replace(rules, root=weigh(rules.root))


def every(rules: ProgramRules) -> list[Attempt]:
    """Return a passed attempt at each course, with grades that differ."""
    names = dict.fromkeys(each.course.partition("+")[2] for each in rules.courses())
    return [each for n, name in enumerate(names) for each in passed(name, ratio=f"0.{6000 + 3671 * n % 3999}")]


TWO_HUNDRED = program(root=Group("all", "", tuple(course(f"c{n}") for n in range(200)), in_order=True))

#: Definition → the most steps that a learner with every course takes, if all courses weigh the same.
PUBLISHED = {
    "two at_least 6 over twelve shared": (groups(2, 12, 6, shares=True), 250),
    "four groups of sixty, six of each": (groups(4, 60, 6, shares=True), 2_600),
    "four groups of sixty, fifteen of each": (groups(4, 60, 15, shares=True), 2_600),
    "four groups of sixty, thirty of each": (groups(4, 60, 30, shares=True), 2_600),
    "four groups of sixty, unshared": (groups(4, 60, 30, shares=False), 2_600),
    "ten groups of fifty, five of each": (groups(10, 50, 5, shares=True), 5_600),
    "ten groups of fifty, unshared": (groups(10, 50, 25, shares=False), 5_600),
    "two hundred in order": (TWO_HUNDRED, 1_100),
}


@pytest.mark.parametrize(("rules", "most"), PUBLISHED.values(), ids=PUBLISHED)
def test_a_large_program_is_evaluated_in_few_steps(rules, most):
    everything = every(rules)
    judged = sum(1 for _ in rules.courses())
    assert steps_of(rules, everything) - judged <= most
    assert most <= max_steps(rules) <= 1_000_000


@pytest.mark.parametrize(("rules", "most"), PUBLISHED.values(), ids=PUBLISHED)
def test_different_weights_of_one_course_take_no_more_than_the_limit(rules, most):
    uneven = weighted(rules, "1231121")
    assert steps_of(uneven, every(uneven)) <= min(max_steps(uneven), 70_000)


def test_the_places_of_courses_under_an_order_are_tried_one_by_one():
    def ordered(count: int) -> ProgramRules:
        first = Group("first", "", tuple(course(f"a{n}", f"c{n}") for n in range(count)), in_order=True)
        return program(first, Group("second", "", tuple(course(f"b{n}", f"c{n}") for n in range(count)), at_least=1))

    assert max_steps(ordered(6)) > 1.9 * max_steps(ordered(5))
    assert steps_of(ordered(6), []) <= 200 < steps_of(ordered(6), every(ordered(6))) <= max_steps(ordered(6)) + 12


def test_an_evaluation_stops_at_its_limit():
    rules = groups(2, 8, 4, shares=True)
    with pytest.raises(OutOfStepsError, match="more than 100 steps"):
        evaluate(rules, passed("c1", "c2"), now=NOW, steps=Steps(100))


@st.composite
def trees(draw: st.DrawFn, depth: int = 0) -> Group:
    """Draw groups inside groups. The groups may share any of six courses."""
    path = draw(st.integers(0, 10**9))
    children: list[Course | Group] = []
    for index, name in enumerate(draw(st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True))):
        if depth < 3 and draw(st.booleans()):
            children.append(draw(trees(depth + 1)))
        else:
            children.append(course(f"k{depth}-{path}-{index}", f"c{name}"))
    least = draw(st.none() | st.integers(1, len(children)))
    return Group(
        f"g{depth}-{path}",
        "",
        tuple(children),
        at_least=least,
        in_order=least is None and draw(st.booleans()),
        composite_of_all=least is not None and draw(st.integers(0, 4)) == 0,
        shared_courses=draw(st.sampled_from([None, None, *SharedCourses])),
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(root=trees(), names=st.sets(st.integers(0, 5)), mode=st.sampled_from(SharedCourses))
def test_no_evaluation_takes_more_than_the_maximum_steps(root, names, mode):
    rules = program(root=root, shared_courses=mode)
    if max_steps(rules) > 1_000_000:
        return
    attempts = [*passed(*(f"c{n}" for n in names)), *passed(*(f"c{n}" for n in names), run="2")]
    judged = sum(2 for each in rules.courses() if int(each.course[4:]) in names)
    assert steps_of(rules, attempts) <= max_steps(rules) + judged
    steps = Steps(5_000)
    made = plan(rules, attempts, now=NOW, composite=TARGET, steps=steps)
    assert made.is_worked_out is (steps.spent <= 5_000)


def names(count: int, width: int, *, shares: bool) -> list[str]:
    """Return the names of the courses of ``groups``."""
    return [f"c{n}" for n in range(width)] if shares else [f"g{g}c{n}" for g in range(count) for n in range(width)]


def learners(found: Sequence[str]) -> dict[str, list[Attempt]]:
    """Return learners with typical results in courses with these names."""
    return {
        "nothing": [],
        "some low, some begun": [*passed(*found[::3], ratio="0.61"), *enrolled_attempt(*found[1::3])],
        "all passed": passed(*found),
    }


IN_ORDER = program(root=Group("all", "", tuple(course(f"c{n}") for n in range(200)), in_order=True))
DEFINITIONS = {
    "twelve courses for two groups": (groups(2, 12, 6, shares=True), names(2, 12, shares=True)),
    "four groups of sixty": (groups(4, 60, 30, shares=False), names(4, 60, shares=False)),
    "four groups of the same sixty": (groups(4, 60, 15, shares=True), names(4, 60, shares=True)),
    "ten groups of fifty": (groups(10, 50, 25, shares=False), names(10, 50, shares=False)),
    "ten groups of the same fifty": (groups(10, 50, 5, shares=True), names(10, 50, shares=True)),
    "two hundred in order": (IN_ORDER, names(1, 200, shares=True)),
}

#: The definitions and learners for which an evaluation or a plan took minutes in an earlier version of the package.
COSTLY = {
    f"{name}, {learner}": (rules, attempts)
    for name, (rules, found) in DEFINITIONS.items()
    for learner, attempts in learners(found).items()
}


@pytest.mark.parametrize(("rules", "attempts"), COSTLY.values(), ids=COSTLY)
def test_a_costly_plan_takes_few_steps_and_two_evaluations(rules, attempts):
    steps = Steps(150_000)
    made = plan(rules, attempts, now=NOW, composite=TARGET, steps=steps)
    assert made.is_possible and made.composite >= TARGET
    assert steps.evaluations == 2


def test_two_hundred_courses_that_were_passed_backwards_are_planned():
    backwards = [
        replace(each, reached_day=(NOW - timedelta(days=number)).date())
        for number, each in enumerate(passed(*names(1, 200, shares=True)))
    ]
    steps = Steps(150_000)
    made = plan(IN_ORDER, backwards, now=NOW, composite=TARGET, steps=steps)
    assert [step.key for step in made.steps if step.least_ratio is None] == ["c0"]
    assert steps.evaluations == 2


def test_the_plans_of_a_slider_share_the_first_evaluation():
    stops = [Decimal(n) / 100 for n in range(60, 101)]
    steps = Steps()
    plans(groups(2, 12, 6, shares=True), [], now=NOW, composites=stops, steps=steps)
    assert steps.evaluations == 1 + len(stops)


def test_a_plan_with_too_many_steps_has_only_that_reason():
    made = plan(groups(2, 12, 6, shares=True), [], now=NOW, composite=TARGET, steps=Steps(500))
    assert (made.is_worked_out, made.is_possible, made.is_reached) == (False, None, False)
    assert (made.composite_target, made.composite, made.steps) == (TARGET, None, ())
    assert [(reason.code, reason.value("steps")) for reason in made.reasons] == [("not_worked_out", "500")]


FORTY = [f"g0c{n}" for n in range(40)]


@pytest.mark.parametrize(
    ("rules", "attempts", "most"),
    [
        (groups(4, 60, 30, shares=False), [], 50_000),
        (
            groups(4, 60, 30, shares=False),
            enrolled_attempt(*(f"g{g}c{n}" for g in range(4) for n in range(0, 60, 2))),
            250_000,
        ),
        (groups(1, 60, 40, shares=False), [each for run in "12345" for each in passed(*FORTY, run=run)], 250_000),
    ],
    ids=["four groups of sixty", "half of it begun", "sixty courses and two hundred attempts"],
)
def test_a_program_of_many_courses_is_planned(rules, attempts, most):
    steps = Steps(MAX_PLAN_STEPS)
    assert plan(rules, attempts, now=NOW, composite=TARGET, steps=steps).is_worked_out
    assert steps.spent <= most


def test_the_targets_of_a_slider_share_evaluations_and_steps():
    rules = groups(1, 6, 4, shares=False)
    stops = [Decimal(n) / 100 for n in range(60, 101)]
    together, alone = Steps(), Steps()
    made = plans(rules, [], now=NOW, composites=stops, steps=together)
    assert made == [plan(rules, [], now=NOW, composite=stop, steps=alone) for stop in stops]
    assert together.spent < alone.spent
    few = plans(rules, [], now=NOW, composites=stops, steps=Steps(together.spent // 2))
    assert few[0] == made[0] and not few[-1].is_worked_out


def test_the_same_question_takes_the_same_steps_again():
    counts = set()
    for _ in range(2):
        steps = Steps()
        plan(groups(2, 6, 3, shares=True), passed("c1", "c4"), now=NOW, composite=TARGET, steps=steps)
        counts.add(steps.spent)
    assert len(counts) == 1


def test_a_way_through_thousands_of_courses_is_planned():
    rules = program(*(course(f"c{n}") for n in range(1100)))
    assert len([step for step in plan(rules, [], now=NOW).steps if step.least_ratio is not None]) == 1100


def test_a_program_shares_courses_if_one_counts_in_one_of_several_places():
    assert shares_courses(groups(2, 2, 1, shares=True))
    assert not shares_courses(groups(2, 2, 1, shares=False))
    assert not shares_courses(replace(groups(2, 2, 1, shares=True), shared_courses=SharedCourses.EACH))


@pytest.mark.parametrize(
    ("weights", "least"),
    [(("1", "1"), "1.0000"), (("3", "1"), "0.9334"), (("1", "3"), "0.9334"), (("3", "3"), "0.9334")],
    ids=["all alike", "heavier in the first", "heavier in the second", "heavier in both"],
)
def test_a_plan_tries_every_place_of_a_shared_course(weights, least):
    places = [
        Group(f"g{n}", "", (replace(course(f"x{n}", "x"), weight=Decimal(weight)), course(f"p{n}")), at_least=1)
        for n, weight in enumerate(weights)
    ]
    made = plan(program(course("z"), *places), passed("z", ratio="0.60"), now=NOW, composite=Decimal("0.8667"))
    assert {str(step.least_ratio) for step in made.steps if step.least_ratio is not None} == {least}
    assert len([step for step in made.steps if step.least_ratio is not None]) == 2
