"""Test that a choice gives the most earned requirements, and then the highest composite grade."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micromasters_plugin.data import Attempt, OverrideDecision, RequirementState
from micromasters_plugin.domain.best_choice import best_choice
from micromasters_plugin.domain.definition import Course, Group, Node, ProgramRules, SharedCourses, leaves
from micromasters_plugin.domain.offers import offer_everything
from micromasters_plugin.domain.shared_courses import places_below
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.verdicts import ProgramVerdict
from tests.domain.rule_book import cases_of
from tests.domain.specimens import (
    all_of,
    at_least,
    attempt,
    capstone,
    composite_of,
    course,
    earned_keys,
    judge,
    program,
    progress_of,
    state_of,
    verdict_of,
    waiver,
)

BOOK = cases_of("choice-cases")
A, B, C, D = (course(key) for key in "ABCD")
HEAVY, LIGHT = course("E1", weight="3"), course("E2")
ELECTIVE = all_of(A, at_least(1, HEAVY, LIGHT))
WAIVED = all_of(at_least(2, A, B, key="two"), C)
TRACKS = all_of(A, at_least(1, all_of(B, C, key="long"), D))


def passed(**ratios: str) -> list[Attempt]:
    """Return one attempt for each course, by the key of the course."""
    return [attempt(key, ratio) for key, ratio in ratios.items()]


class Case(NamedTuple):
    """A tree, a learner's attempts, and the waivers."""

    tree: Node
    attempts: list[Attempt]
    waivers: list[OverrideDecision] = []


#: name in the rule book → the case
CASES = {
    "heavier-elective": Case(ELECTIVE, passed(A="0.60", E1="0.80")),
    "lighter-elective-with-a-better-grade": Case(ELECTIVE, passed(A="0.60", E1="0.80", E2="0.81")),
    "lighter-elective-beside-a-high-grade": Case(ELECTIVE, passed(A="0.95", E1="0.80", E2="0.79")),
    "heavier-elective-alone": Case(ELECTIVE, passed(A="0.95", E1="0.80")),
    "waiver-without-a-grade-and-a-low-grade": Case(at_least(2, A, B, C), passed(A="0.90", B="0.60"), [waiver("C")]),
    "waiver-without-a-grade": Case(at_least(2, A, B, C), passed(A="0.90"), [waiver("C")]),
    "longer-alternative": Case(TRACKS, passed(A="0.60", B="0.80", C="0.80", D="0.82")),
    "shorter-alternative": Case(TRACKS, passed(A="0.90", B="0.80", C="0.80", D="0.79")),
    "equal-alternatives": Case(at_least(1, A, B), passed(A="0.70", B="0.70")),
    "most-requirements-first": Case(at_least(2, A, B), passed(A="0.90", B="0.60")),
    "earned-part-of-a-waived-group": Case(WAIVED, passed(A="0.60", C="0.80"), [waiver("two")]),
}  # fmt: skip


def entering(standing: ProgramVerdict) -> str:
    return ", ".join(verdict.key for verdict in standing.courses() if verdict.enters)


@pytest.mark.parametrize("name", CASES)
def test_the_choice_with_the_highest_composite_grade_holds(name: str) -> None:
    case = CASES[name]
    standing = judge(case.tree, *case.attempts, overrides=case.waivers)
    assert [entering(standing), composite_of(standing)] == BOOK[name][-2:]


def test_the_rule_book_has_exactly_these_cases() -> None:
    assert list(BOOK) == list(CASES)


# --- courses that count for a department and for one of two tracks ---------------------------------------------------


def place(key: str, name: str, weight: str = "1") -> Course:
    """Return a place of the course ``name``."""
    return course(key, weight=weight, course=f"Ex+{name}")


def partly_shared(mode: SharedCourses | None) -> ProgramRules:
    """Return a program whose tracks share A, and whose department names A too."""
    tracks = replace(
        all_of(
            at_least(1, place("t1-a", "A"), place("t1-b", "B"), key="track-1"),
            at_least(1, place("t2-a", "A"), place("t2-c", "C"), key="track-2"),
            key="track",
        ),
        shared_courses=mode,
    )
    return program(all_of(at_least(1, place("dept-a", "A"), place("dept-d", "D"), key="dept"), tracks))


@pytest.mark.parametrize(
    ("mode", "names", "progress"),
    [
        (SharedCourses.ONCE, "AB", "3 of 3"),
        (SharedCourses.ONCE, "A", "2 of 3"),
        (SharedCourses.EACH, "A", "3 of 3"),
        (None, "AB", "2 of 3"),
        (None, "ABD", "3 of 3"),
    ],
)
def test_a_group_may_have_its_own_rule_for_shared_courses(mode, names, progress) -> None:
    standing = judge(partly_shared(mode), *(attempt(name, "0.80") for name in names))
    assert progress_of(standing) == progress


def test_a_rule_of_a_group_holds_inside_it_only() -> None:
    rules = replace(partly_shared(SharedCourses.ONCE), shared_courses=SharedCourses.EACH)
    assert earned_keys(judge(rules, attempt("A", "0.80"))) == "dept-a, t1-a"


# --- four tracks of two courses each, which share them ---------------------------------------------------------------

DATA_SCIENCE = all_of(
    place("prob", "P"),
    place("ml", "M"),
    at_least(
        1,
        all_of(place("m-stat", "S"), place("m-dasm", "DA"), key="methods"),
        all_of(place("s-dass", "DS"), place("s-dasm", "DA"), key="social"),
        all_of(place("t-stat", "S"), place("t-time", "T"), key="time"),
        all_of(place("ts-dass", "DS"), place("ts-time", "T"), key="time-social"),
        key="tracks",
    ),
    capstone("CF"),
)
BEGUN = passed(P="0.70", M="0.80", S="0.60", DS="0.90")
CAPSTONE = attempt("CF", "0.75", exams=[])


@pytest.mark.parametrize("mode", SharedCourses)
def test_the_best_of_four_tracks_enters(mode: SharedCourses) -> None:
    rules = program(DATA_SCIENCE, shared_courses=mode)
    standing = judge(rules, *BEGUN, *passed(DA="0.70", T="0.95"), overrides=[waiver("CF", "0.75")])
    assert entering(standing) == "prob, ml, ts-dass, ts-time, CF"
    assert (composite_of(standing), standing.earned) == ("0.8200", True)


def test_two_half_tracks_are_no_track() -> None:
    standing = judge(DATA_SCIENCE, *BEGUN, CAPSTONE)
    assert (progress_of(standing), composite_of(standing)) == ("2 of 4", "0.7500")
    assert (state_of(standing, "m-stat"), state_of(standing, "t-stat")) == (
        RequirementState.EARNED,
        RequirementState.COUNTS_ELSEWHERE,
    )


# --- waivers and shared courses --------------------------------------------------------------------------------------


def test_a_waiver_frees_the_course_for_another_place() -> None:
    tree = all_of(at_least(2, place("A1", "A"), B, C, key="first"), at_least(2, place("A2", "A"), D, key="second"))
    standing = judge(tree, *passed(A="0.90", B="0.60", D="0.70"), overrides=[waiver("A1")])
    assert (progress_of(standing), composite_of(standing)) == ("4 of 4", "0.7333")
    assert state_of(standing, "A1") is RequirementState.WAIVED


def test_the_attempt_counts_at_a_waived_place_if_no_other_place_needs_it() -> None:
    tree = all_of(at_least(2, place("A1", "A"), B, C, key="first"), at_least(1, place("A2", "A"), D, key="second"))
    standing = judge(tree, *passed(A="0.70", B="0.60", D="0.90"), overrides=[waiver("A1")])
    assert (progress_of(standing), composite_of(standing)) == ("3 of 3", "0.7500")
    standing = judge(tree, *passed(A="0.80", B="0.60", D="0.90"), overrides=[waiver("A1")])
    assert (composite_of(standing), state_of(standing, "A1")) == ("0.7667", RequirementState.EARNED)


def test_a_waived_course_still_shows_which_attempts_are_out_of_order() -> None:
    tree = all_of(A, B, in_order=True)
    results = [attempt("A", "0.80", run=2), attempt("B", "0.70"), attempt("B", "0.60", run=3)]
    standing = judge(tree, *results, overrides=[waiver("B")])
    verdict = verdict_of(standing, "B")
    assert (verdict.state, composite_of(standing)) == (RequirementState.WAIVED, "0.8000")
    assert [[reason.code for reason in each.reasons] for each in verdict.attempts] == [["out_of_order"], []]


def test_a_waiver_still_replaces_attempts_that_are_all_out_of_order() -> None:
    standing = judge(
        all_of(A, B, in_order=True), *passed(A="0.80"), attempt("B", "0.70", run=0), overrides=[waiver("B")]
    )
    verdict = verdict_of(standing, "B")
    assert (verdict.state, standing.earned) == (RequirementState.WAIVED, True)
    assert [[reason.code for reason in each.reasons] for each in verdict.attempts] == [["out_of_order"]]


# --- what the import asks --------------------------------------------------------------------------------------------


def can_be_earned(root: Group, mode: SharedCourses = SharedCourses.ONCE) -> bool:
    """Tell whether a learner who has passed every course earns the tree."""
    offer = offer_everything(root, [[each.key for each in places] for places in places_below(root, mode)])
    return best_choice(offer, Steps()).rank[0] == offer.required


def test_whoever_passes_every_course_may_lack_one_for_the_second_group() -> None:
    one = all_of(at_least(1, place("A1", "A"), key="first"), at_least(1, place("A2", "A"), key="second"))
    more = all_of(at_least(1, place("A1", "A"), key="first"), at_least(1, place("A2", "A"), B, key="second"))
    assert not can_be_earned(one)
    assert can_be_earned(one, SharedCourses.EACH)
    assert can_be_earned(more)
    assert can_be_earned(DATA_SCIENCE)


def test_a_group_that_cannot_be_earned_does_not_enter_a_choice() -> None:
    first = all_of(place("A1", "A"), B, key="first")
    tree = all_of(at_least(1, at_least(1, first, place("X", "D"), key="inner"), C, key="outer"), place("A2", "A"))
    assert composite_of(judge(tree, *passed(A="0.70", C="0.80"))) == "0.7500"


@pytest.mark.parametrize(("first", "second", "enters"), [("1", "3", "A2, B, D"), ("3", "1", "A1, B, D")])
def test_of_two_leaves_of_one_group_with_one_course_the_heavier_counts(first, second, enters) -> None:
    twice = at_least(2, place("A1", "A", weight=first), place("A2", "A", weight=second), B, key="first")
    tree = all_of(twice, at_least(1, place("A3", "A"), D, key="second"))
    assert entering(judge(tree, *passed(A="0.90", B="0.60", D="0.60"))) == enters


def test_places_of_several_courses_in_one_group_and_alone_are_filled_by_the_definitions_order() -> None:
    tree = all_of(at_least(1, place("A1", "A"), place("B1", "B"), key="first"), place("A2", "A"), place("B2", "B"))
    standing = judge(tree, *passed(A="0.70", B="0.70"))
    assert (progress_of(standing), entering(standing)) == ("2 of 3", "A1, B2")


# --- against brute force ---------------------------------------------------------------------------------------------

GRADES = ("0.60", "0.65", "0.70", "0.70", "0.90", "0.95", "1.00")
WEIGHTS = ("1", "1", "2", "3", "0.5")


def random_tree(dice: random.Random, depth: int = 2, *, most: int = 9) -> Group:
    """Return a tree of at most ``most`` leaves. No group names a course twice."""
    while True:
        numbers = iter(range(100))
        tree = _random_group(dice, depth, numbers)
        if sum(1 for _ in leaves(tree)) <= most:
            return tree


def _random_group(dice: random.Random, depth: int, numbers: Iterator[int]) -> Group:
    names = dice.sample("ABCDEF", 3)
    children = tuple(
        _random_group(dice, depth - 1, numbers)
        if depth and dice.random() < 0.4
        else course(f"k{next(numbers)}", weight=dice.choice(WEIGHTS), course=f"Ex+{name}")
        for name in names[: dice.randint(1, 3)]
    )
    least = dice.choice([None, dice.randint(1, len(children))])
    return Group(
        f"g{next(numbers)}",
        "",
        children,
        at_least=least,
        composite_of_all=least is not None and dice.random() < 0.15,
        shared_courses=dice.choice([None, None, None, SharedCourses.ONCE, SharedCourses.EACH]),
    )


def random_waivers(dice: random.Random, tree: Group) -> list[OverrideDecision]:
    keys = [leaf.key for leaf in leaves(tree)] + [node.key for node in groups_of(tree)]
    some = dice.sample(keys, min(len(keys), dice.choice([0, 1, 3])))
    return [waiver(key, dice.choice([None, None, "0.6500", "0.9500"])) for key in some]


def groups_of(node: Node) -> Iterator[Group]:
    if isinstance(node, Group):
        yield node
        for child in node.children:
            yield from groups_of(child)


Found = tuple[bool, int, Fraction, Fraction]
NOTHING = (Fraction(0), Fraction(0))


def brute_force(
    rules: ProgramRules, grades: dict[str, str], waivers: list[OverrideDecision]
) -> tuple[int, Fraction | None]:
    """Return the number of earned requirements and the exact composite of the best of all choices."""
    waived = {each.requirement: each.ratio for each in waivers}
    places: dict[tuple[str, str], list[str]] = {}
    for scope, leaf in _scopes(rules.root, rules.shared_courses, ""):
        if leaf.course[3:] in grades:
            places.setdefault((scope, leaf.course), []).append(leaf.key)
    best: tuple[int, Fraction] = (-1, Fraction(-1))
    for chosen in product(*places.values()):
        lost = {key for keys in places.values() for key in keys} - set(chosen)
        for _, count, weights, total in _outcomes(rules.root, grades, waived, lost):
            best = max(best, (count, total / weights if weights else Fraction(-1)))
    return best[0], None if best[1] == -1 else best[1]


def _scopes(node: Node, mode: SharedCourses, scope: str) -> Iterator[tuple[str, Course]]:
    if isinstance(node, Course):
        yield (scope if mode is SharedCourses.ONCE else node.key), node
    elif isinstance(node, Group):
        mode, scope = (mode, scope) if node.shared_courses is None else (node.shared_courses, node.key)
        for child in node.children:
            yield from _scopes(child, mode, scope)


def _outcomes(node: Node, grades: dict[str, str], waived: dict[str, Decimal | None], lost: set[str]) -> set[Found]:
    """Return every (earned, earned requirements, sum of weights, weighted sum) of a node."""
    if isinstance(node, Course):
        earned = grades.get(node.course[3:]) if node.key not in lost else None
        ratios = [None if earned is None else Fraction(earned)]
        if node.key in waived:
            given = waived[node.key]
            ratios = [*(each for each in ratios if each), None if given is None else Fraction(given)]
        elif earned is None:
            return {(False, 0, *NOTHING)}
        weight = Fraction(node.weight)
        return {(True, 1, *(NOTHING if ratio is None else (weight, weight * ratio))) for ratio in ratios}
    assert isinstance(node, Group)
    below = [_outcomes(child, grades, waived, lost) for child in node.children]
    if node.key in waived:
        return {(True, required(node), *sums) for sums in _any_parts(node, grades, waived, lost)}
    if node.at_least is None:
        found: set[Found] = {(True, 0, *NOTHING)}
        for each in below:
            found = {(a and e, b + c, w + v, s + t) for a, b, w, s in found for e, c, v, t in each}
        return found
    able = [each for each in below if any(earned for earned, *_ in each)]
    taken = [able] if node.composite_of_all else combinations(able, min(node.at_least, len(able)))
    found = set()
    for some in taken:
        sums = {NOTHING}
        for each in some:
            sums = {(w + v, s + t) for w, s in sums for earned, _, v, t in each if earned}
        found |= {(len(able) >= node.at_least, min(node.at_least, len(able)), *pair) for pair in sums}
    return found


def _any_parts(node: Node, grades: dict[str, str], waived: dict[str, Decimal | None], lost: set[str]) -> set[Any]:
    """Return every (sum of weights, weighted sum) of what a waived group may add."""
    if isinstance(node, Course):
        return {NOTHING} | {(w, s) for earned, _, w, s in _outcomes(node, grades, waived, lost) if earned}
    assert isinstance(node, Group)
    below = [_any_parts(child, grades, waived, lost) for child in node.children]
    found = set()
    for some in combinations(below, node.required):
        sums = {NOTHING}
        for each in some:
            sums = {(w + v, s + t) for w, s in sums for v, t in each}
        found |= sums
    return found


def required(node: Node) -> int:
    if not isinstance(node, Group):
        return 1
    return node.at_least if node.at_least is not None else sum(map(required, node.children))


def rounded(mean: Fraction | None) -> Decimal | None:
    if mean is None:
        return None
    return Decimal(int(mean * 10_000 + Fraction(1, 2))).scaleb(-4)


def random_grades(dice: random.Random) -> dict[str, str]:
    return {name: dice.choice(GRADES) for name in "ABCDEF" if dice.random() < 0.85}


def check(seed: int) -> None:
    dice = random.Random(seed)
    rules = program(random_tree(dice), shared_courses=dice.choice([SharedCourses.ONCE] * 3 + [SharedCourses.EACH]))
    grades, waivers = random_grades(dice), random_waivers(dice, rules.root)
    standing = judge(rules, *passed(**grades), overrides=waivers)
    count, mean = brute_force(rules, grades, waivers)
    assert (standing.earned_requirements, standing.composite) == (count, rounded(mean)), f"seed {seed}"


@pytest.mark.parametrize("first", range(0, 1500, 300))
def test_the_choice_is_the_best_of_all_choices(first: int) -> None:
    for seed in range(first, first + 300):
        check(seed)


@given(st.integers(0, 2**40))
def test_the_choice_is_the_best_in_any_tree(seed: int) -> None:
    check(seed)


def without_composite_of_all(node: Group) -> Group:
    children = tuple(without_composite_of_all(each) if isinstance(each, Group) else each for each in node.children)
    return replace(node, children=children, composite_of_all=False)


@given(st.integers(0, 2**40), st.sampled_from("ABCDEF"), st.sampled_from(GRADES))
def test_no_additional_or_better_grade_lowers_the_composite_of_an_earned_program(
    seed: int, name: str, ratio: str
) -> None:
    dice = random.Random(seed)
    rules = program(without_composite_of_all(random_tree(dice)))
    results, waivers = passed(**random_grades(dice)), random_waivers(dice, rules.root)
    before = judge(rules, *results, overrides=waivers)
    after = judge(rules, *results, attempt(name, ratio, run=2), overrides=waivers)
    assert after.earned_requirements >= before.earned_requirements
    if before.earned:
        assert (after.composite or 0) >= (before.composite or 0)
