"""Test properties of the evaluator that are true for every program and every learner."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from micromasters_plugin.data import Attempt, OverrideDecision, RequirementState
from micromasters_plugin.domain.definition import Group, Node
from micromasters_plugin.domain.grades import weighted_mean
from micromasters_plugin.domain.verdicts import verdict_leaves
from tests.domain.specimens import at_least, attempt, course, in_run, judge, verdict_of
from tests.domain.strategies import NEW_RUN, attempts_lists, counting_attempts, programs, ratios, trees, waivers


@given(programs(), attempts_lists(), st.integers(0, 10**6))
def test_any_order_of_attempts_gives_the_same_standing(rules, attempts: list[Attempt], seed: int) -> None:
    shuffled = Random(seed).sample(attempts, len(attempts))
    assert judge(rules, *shuffled) == judge(rules, *attempts)


@given(programs(), attempts_lists(), counting_attempts(), waivers())
def test_another_counting_attempt_never_worsens_a_standing(
    rules, attempts: list[Attempt], more: Attempt, overrides: list[OverrideDecision]
) -> None:
    before = judge(rules, *attempts, overrides=overrides)
    after = judge(rules, *attempts, in_run(more, NEW_RUN), overrides=overrides)
    for old, new in zip([*before.courses(), *before.groups()], [*after.courses(), *after.groups()], strict=True):
        assert not old.earned or new.earned
        # A waiver without a grade may replace a grade that lowers the composite grade.
        assert not old.earned or old.ratio is None or new.ratio is None or new.ratio >= old.ratio
        assert new.ratio is not None or old.ratio is None or new.state is RequirementState.WAIVED
    assert (before.earned, before.earned_requirements) <= (after.earned, after.earned_requirements)


@given(programs(), attempts_lists(), counting_attempts(), waivers())
def test_another_grade_never_lowers_the_composite_of_an_earned_program(
    rules, attempts: list[Attempt], more: Attempt, overrides: list[OverrideDecision]
) -> None:
    before = judge(rules, *attempts, overrides=overrides)
    if not before.earned or before.composite is None or takes_all(rules.root):
        return
    after = judge(rules, *attempts, in_run(more, NEW_RUN), overrides=overrides)
    assert after.composite is not None and after.composite >= before.composite


def takes_all(node: Node) -> bool:
    """Tell whether a group at or below ``node`` takes every earned child into the composite grade."""
    return isinstance(node, Group) and (node.composite_of_all or any(map(takes_all, node.children)))


@given(programs(), attempts_lists(), attempts_lists(runs=1))
def test_failed_retakes_never_undo_a_pass(rules, attempts: list[Attempt], retakes: list[Attempt]) -> None:
    failed = [replace(in_run(each, NEW_RUN + n), ratio=Decimal("0.1")) for n, each in enumerate(retakes)]
    before, after = judge(rules, *attempts), judge(rules, *attempts, *failed)
    assert [verdict.earned for verdict in after.courses()] == [verdict.earned for verdict in before.courses()]
    assert after.composite == before.composite


@given(trees())
def test_nobody_earns_anything_without_attempts(tree: Node) -> None:
    standing = judge(tree)
    assert (standing.earned, standing.earned_requirements, standing.composite) == (False, 0, None)


@given(programs(), attempts_lists())
def test_the_fields_of_a_standing_are_consistent(rules, attempts: list[Attempt]) -> None:
    standing = judge(rules, *attempts)
    assert standing.earned is (standing.earned_requirements == standing.total_requirements)

    counting = [verdict.ratio for verdict in standing.courses() if verdict.earned]
    assert standing.composite is None or min(counting) <= standing.composite <= max(counting)

    for verdict in standing.courses():
        assert verdict.earned is any(item.counts for item in verdict.attempts), "a course counts or says why not"
        assert all(item.counts is (not item.reasons) for item in verdict.attempts)

    considered = [item.course_run for verdict in verdict_leaves(standing.root) for item in verdict.attempts]
    assert len(considered) == len(set(considered)), "an attempt is considered once"


@given(st.lists(ratios(), min_size=1, max_size=7), st.data())
def test_the_composite_of_a_choice_is_the_best_over_all_subsets(grades: list[Decimal], data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(grades)))
    courses = [course(f"{number}x") for number in range(len(grades))]
    standing = judge(at_least(count, *courses), *(attempt(f"{n}x", str(ratio)) for n, ratio in enumerate(grades)))
    counting = [ratio for ratio in grades if ratio >= Decimal("0.60")]
    subsets = combinations(counting, min(count, len(counting)))
    means = [weighted_mean((Decimal(1), ratio) for ratio in subset) for subset in subsets if subset]
    assert standing.composite == max(means, default=None)
    assert standing.earned is (len(counting) >= count)


@given(attempts_lists(runs=6, keys="A"))
def test_no_attempt_that_counts_is_better_than_the_one_used(attempts: list[Attempt]) -> None:
    verdict = verdict_of(judge(course("A"), *attempts), "A")
    counting = [item.ratio for item in verdict.attempts if item.counts]
    assert not counting or verdict.ratio == max(counting)
