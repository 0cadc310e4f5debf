"""Test that a plan's grades reach the target, and that grades that are one ten-thousandth lower miss the target."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from micromasters_plugin.data import (
    Attempt,
    Enrollment,
    ExamAttempt,
    ExamStatus,
    Plan,
)
from micromasters_plugin.domain.definition import ProgramRules
from micromasters_plugin.domain.planner import plan
from micromasters_plugin.domain.standing import evaluate
from micromasters_plugin.domain.verdicts import ProgramVerdict
from tests.domain.dated import with_days
from tests.domain.specimens import NOW, all_of, at_least, attempt, course, program
from tests.domain.strategies import attempts_lists, programs

LATER = NOW + timedelta(days=10_000)
LEAST = Decimal("0.0001")


def graded_attempt(rules: ProgramRules, key: str, ratio: Decimal, order: int) -> Attempt:
    """Return the attempt for a step.

    The attempt is for credit, is in a new run, has a certificate, and was finished after all earlier attempts.
    """
    taken = next(each for each in rules.courses() if each.key == key)
    finished = NOW + timedelta(days=order + 1)
    planned = Attempt(
        course_run=f"course-v1:{taken.course}+new",
        run_start=NOW,
        enrollment=Enrollment((taken.credit_modes or rules.credit_modes)[0], True, NOW),
        ratio=ratio,
        exams=(ExamAttempt("exam", ExamStatus.VERIFIED, finished),),
        bar_reached=finished,
        certificate_status="downloadable",
    )
    return with_days(planned, "UTC")


def standing_after(
    rules: ProgramRules, attempts: Sequence[Attempt], made: Plan, *, less: Decimal = Decimal(0)
) -> ProgramVerdict:
    """Lower all grades of the plan by ``less``, and return the standing."""
    new = [
        graded_attempt(rules, step.key, step.least_ratio - less, order)
        for order, step in enumerate(made.steps)
        if step.least_ratio is not None
    ]
    return evaluate(rules, [*attempts, *new], now=LATER)


def reaches(standing: ProgramVerdict, target: Decimal | None) -> bool:
    return standing.earned and (target is None or (standing.composite or 0) >= target)


def without_held_results(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Return the attempts without results that are held back, because a plan must not use such results."""
    return [
        replace(each, ratio=None, passed_course=False, exams=(), bar_reached=None, reached_day=None)
        if each.release is not None and each.release > NOW
        else each
        for each in attempts
    ]


targets = st.sampled_from([None, *map(Decimal, ("0.5000", "0.6001", "0.7500", "0.8500", "0.9333", "1.0000"))])


@given(programs(), attempts_lists(), targets)
def test_the_grades_of_a_plan_reach_its_target_and_smaller_ones_do_not(
    rules: ProgramRules, attempts: list[Attempt], target: Decimal | None
) -> None:
    made = plan(rules, attempts, now=NOW, composite=target)
    known = without_held_results(attempts)
    if not made.is_possible:
        return
    assert reaches(standing_after(rules, known, made), target)
    assert made.composite == standing_after(rules, known, made).composite
    if not made.is_reached:
        lower = with_lower_grades(rules, made)
        assert not reaches(standing_after(rules, known, lower), target)


def test_a_group_out_of_order_is_not_retaken_if_it_will_count_by_itself() -> None:
    """The date on which the learner passed C is unknown, so the group may have been finished after C."""
    order = all_of(course("A"), course("C"), all_of(course("D"), key="group"), in_order=True)
    undated = attempt("C", "0.9000", bar_reached=None)
    made = plan(program(order), [undated, attempt("D", "0.8000")], now=NOW)
    assert [step.key for step in made.steps if step.least_ratio is not None] == ["A"]


def with_lower_grades(rules: ProgramRules, made: Plan) -> Plan:
    """Return the plan with each highest grade lowered by one ten-thousandth."""
    highest = max(step.least_ratio for step in made.steps if step.least_ratio is not None)
    return replace(
        made,
        steps=tuple(
            replace(step, least_ratio=step.least_ratio - LEAST) if step.least_ratio == highest else step
            for step in made.steps
        ),
    )


CHOICES = st.sampled_from(
    [(size, needed, earned) for size in range(2, 7) for needed in range(1, size + 1) for earned in range(needed)]
)
TERMS = st.tuples(st.sampled_from(["0.50", "0.60", "0.75"]), st.sampled_from(["1", "2", "0.5"]))
EARNED = st.sampled_from(["0.7500", "0.8000", "0.9999"])


@st.composite
def child_subsets(draw) -> tuple[ProgramRules, list[Attempt], Decimal]:
    """Draw a choice with too few earned courses, the learner's attempts, and a target."""
    size, needed, earned = draw(CHOICES)
    children = [course(key, *draw(TERMS)) for key in "ABCDEF"[:size]]
    attempts = [attempt(key, draw(EARNED)) for key in draw(st.permutations("ABCDEF"[:size]))[:earned]]
    return program(at_least(needed, *children)), attempts, draw(st.sampled_from([Decimal("0.70"), Decimal("0.85")]))


def least_of_all_subsets(rules: ProgramRules, attempts: list[Attempt], target: Decimal) -> Decimal | None:
    """Try every subset of courses with bisection, and return the lowest grade, or None if no grade is enough."""
    earned = {verdict.key for verdict in evaluate(rules, attempts, now=NOW).courses() if verdict.earned}
    still_open = [each for each in rules.courses() if each.key not in earned]
    least = 10_001
    for chosen in combinations(still_open, rules.root.required - len(earned)):

        def is_enough(grade: int, chosen=chosen) -> bool:
            new = [
                graded_attempt(rules, each.key, max(each.passing_grade, Decimal(grade).scaleb(-4)), 1)
                for each in chosen
            ]
            return reaches(evaluate(rules, [*attempts, *new], now=NOW), target)

        if is_enough(least - 1):
            least = bisect_left(range(least), True, key=is_enough)
    return Decimal(least).scaleb(-4) if least <= 10_000 else None


@given(child_subsets())
def test_no_subset_of_a_choice_reaches_the_target_with_a_lower_grade(drawn) -> None:
    rules, attempts, target = drawn
    best = least_of_all_subsets(rules, attempts, target)
    made = plan(rules, attempts, now=NOW, composite=target)
    again = [reason for reason in made.reasons if reason.code == "retake"]
    assert bool(again) == (best is None)
    if best is not None:
        asked = [step.least_ratio for step in made.steps if step.least_ratio is not None]
        bars = {each.key: each.passing_grade for each in rules.courses()}
        assert all(step.least_ratio == max(best, bars[step.key]) for step in made.steps if step.least_ratio)
        assert len(asked) == rules.root.required - len(attempts)
