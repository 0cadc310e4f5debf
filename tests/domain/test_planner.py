"""What a plan asks of a learner: enough for the target, and not a ten-thousandth more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micromasters_plugin.data import (
    Attempt,
    Enrollment,
    ExamAttempt,
    ExamStatus,
    Override,
    OverrideKind,
    Plan,
    StepKind,
)
from micromasters_plugin.domain.definition import Final, NestedProgram, Program, Split
from micromasters_plugin.domain.planner import plan
from micromasters_plugin.domain.standing import evaluate
from micromasters_plugin.domain.verdicts import Standing
from tests.domain.specimens import NOW, all_of, at_least, attempt, course, day, program
from tests.domain.strategies import attempts_lists, programs

LATER = NOW + timedelta(days=10_000)
LEAST = Decimal("0.0001")


def taken(rules: Program, key: str, ratio: Decimal, order: int) -> Attempt:
    """Return the attempt that a step becomes: verified, in a new run, finished after all that went before."""
    number = next(each.course for each in rules.courses() if each.key == key)
    finished = NOW + timedelta(days=order + 1)
    return Attempt(
        course_run=f"course-v1:{number}+new",
        run_start=NOW,
        enrollment=Enrollment(rules.credit_modes[0], True, NOW),
        ratio=ratio,
        exams=(ExamAttempt("exam", ExamStatus.VERIFIED, finished),),
        bar_reached=finished,
    )


def scored(rules: Program, attempts: Sequence[Attempt], made: Plan, *, less: Decimal = Decimal(0)) -> Standing:
    """Return the standing with every grade of the plan, or as much less."""
    new = [
        taken(rules, step.key, step.least_ratio - less, order)
        for order, step in enumerate(made.steps)
        if step.least_ratio is not None
    ]
    return evaluate(rules, [*attempts, *new], now=LATER)


def reaches(standing: Standing, target: Decimal | None) -> bool:
    return standing.earned and (target is None or (standing.composite or 0) >= target)


def without_results_held_back(rules: Program, attempts: Sequence[Attempt]) -> list[Attempt]:
    """A plan must not give away what is under embargo, so it does not know it."""
    held = {each.course for each in rules.courses() if each.embargo_until is not None and each.embargo_until > NOW}
    return [
        replace(each, ratio=None, passed_course=False, exams=(), bar_reached=None)
        if each.course_run.split(":")[1].rpartition("+")[0] in held
        else each
        for each in attempts
    ]


targets = st.sampled_from([None, *map(Decimal, ("0.5000", "0.6001", "0.7500", "0.8500", "0.9333", "1.0000"))])


@given(programs(), attempts_lists(), targets)
def test_the_grades_of_a_plan_reach_its_target_and_smaller_ones_do_not(
    rules: Program, attempts: list[Attempt], target: Decimal | None
) -> None:
    made = plan(rules, attempts, now=NOW, composite=target)
    known = without_results_held_back(rules, attempts)
    if not made.is_possible:
        return
    assert reaches(scored(rules, known, made), target)
    assert made.composite == scored(rules, known, made).composite
    if not made.is_reached:
        lower = uniformly_less(rules, made)
        assert not reaches(scored(rules, known, lower), target)


def uniformly_less(rules: Program, made: Plan) -> Plan:
    """Return the plan with the highest grade that it asks for lowered by a ten-thousandth, everywhere it stands."""
    highest = max(step.least_ratio for step in made.steps if step.least_ratio is not None)
    return replace(
        made,
        steps=tuple(
            replace(step, least_ratio=step.least_ratio - LEAST) if step.least_ratio == highest else step
            for step in made.steps
        ),
    )


@st.composite
def elections(draw) -> tuple[Program, list[Attempt], Decimal]:
    """A choice of some courses, of which fewer than needed are earned, and a target."""
    size = draw(st.integers(2, 6))
    needed = draw(st.integers(1, size))
    bars = st.sampled_from(["0.50", "0.60", "0.75"])
    children = [course(key, draw(bars), draw(st.sampled_from(["1", "2", "0.5"]))) for key in "ABCDEF"[:size]]
    earned = draw(st.lists(st.sampled_from("ABCDEF"[:size]), unique=True, max_size=needed - 1))
    attempts = [attempt(key, draw(st.sampled_from(["0.7500", "0.8000", "0.9999"]))) for key in earned]
    return program(at_least(needed, *children)), attempts, draw(st.sampled_from([Decimal("0.70"), Decimal("0.85")]))


def least_of_all_subsets(rules: Program, attempts: list[Attempt], target: Decimal) -> Decimal | None:
    """Try every set of courses and, by halves, every grade; None where no set reaches the target at 1."""
    earned = {verdict.key for verdict in evaluate(rules, attempts, now=NOW).courses() if verdict.earned}
    still_open = [each for each in rules.courses() if each.key not in earned]
    found = []
    for chosen in combinations(still_open, rules.root.required - len(earned)):

        def is_enough(grade: int, chosen=chosen) -> bool:
            new = [taken(rules, each.key, max(each.passing_grade, Decimal(grade).scaleb(-4)), 1) for each in chosen]
            return reaches(evaluate(rules, [*attempts, *new], now=NOW), target)

        low, high = 0, 10_001
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if middle == 10_001 or is_enough(middle) else (middle + 1, high)
        if low <= 10_000:
            found.append(low)
    return Decimal(min(found)).scaleb(-4) if found else None


@given(elections())
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


def kinds(made: Plan) -> dict[str, str]:
    return {step.key: step.kind.value for step in made.steps}


def asked(made: Plan) -> dict[str, str]:
    """Return the grade that each step asks for."""
    return {step.key: str(step.least_ratio) for step in made.steps if step.least_ratio is not None}


THREE = program(all_of(course("A"), course("B"), course("C", "0.80")))


def test_without_a_composite_each_course_needs_its_own_bar() -> None:
    made = plan(THREE, [attempt("A", "0.7000")], now=NOW)
    assert asked(made) == {"B": "0.6000", "C": "0.8000"}
    assert kinds(made) == {"A": "fixed", "B": "to_take", "C": "to_take"}


def test_what_is_fixed_low_is_made_up_for_by_all_others_alike() -> None:
    made = plan(THREE, [attempt("A", "0.7000")], now=NOW, composite=Decimal("0.85"))
    assert asked(made) == {"B": "0.9250", "C": "0.9250"}
    assert str(made.composite) == "0.8500"


def test_rounding_half_up_asks_for_the_last_ten_thousandth_only_where_it_is_needed() -> None:
    made = plan(THREE, [attempt("A", "0.7000")], now=NOW, composite=Decimal("0.8501"))
    # (0.7 + 2 × 0.9251) ÷ 3 = 0.85006…, which is 0.8501; with 0.9250 it is 0.85
    assert asked(made) == {"B": "0.9251", "C": "0.9251"}


def test_a_course_whose_own_bar_is_higher_relieves_the_others() -> None:
    rules = program(all_of(course("A"), course("B", "0.90")))
    made = plan(rules, [], now=NOW, composite=Decimal("0.80"))
    assert asked(made) == {"A": "0.6999", "B": "0.9000"}


def test_a_target_that_is_reached_asks_for_nothing() -> None:
    made = plan(program(course("A")), [attempt("A", "0.9000")], now=NOW, composite=Decimal("0.90"))
    assert (made.is_reached, made.is_possible, asked(made)) == (True, True, {})


def test_of_several_groups_the_one_with_fewer_courses_left_is_the_easiest() -> None:
    rules = program(at_least(1, all_of(course("A"), course("B"), key="long"), all_of(course("C", "0.95"), key="short")))
    assert kinds(plan(rules, [], now=NOW)) == {"A": "not_needed", "B": "not_needed", "C": "to_take"}


def test_a_group_that_is_half_done_is_finished() -> None:
    rules = program(at_least(1, all_of(course("A"), course("B"), key="x"), all_of(course("C"), course("D"), key="y")))
    made = plan(rules, [attempt("C", "0.7000")], now=NOW)
    assert kinds(made) == {"A": "not_needed", "B": "not_needed", "C": "fixed", "D": "to_take"}


def test_an_elective_under_way_comes_before_an_easier_one_that_is_not_begun() -> None:
    rules = program(at_least(1, course("A", "0.50"), course("B", "0.70")))
    made = plan(rules, [attempt("B", "0.3000", run_end=NOW + timedelta(days=9))], now=NOW)
    assert kinds(made) == {"A": "not_needed", "B": "under_way"}
    assert [str(step.ratio) for step in made.steps] == ["None", "0.3000"]


def test_an_easier_elective_comes_before_a_harder_one() -> None:
    rules = program(at_least(1, course("A", "0.70"), course("B", "0.50")))
    assert asked(plan(rules, [], now=NOW)) == {"B": "0.5000"}


def test_a_retake_is_offered_only_where_nothing_else_reaches_the_target() -> None:
    rules = program(all_of(course("A"), course("B")))
    low = attempt("A", "0.6000")
    possible = plan(rules, [low], now=NOW, composite=Decimal("0.80"))
    assert (asked(possible), possible.reasons) == ({"B": "0.9999"}, ())
    beyond = plan(rules, [low], now=NOW, composite=Decimal("0.81"))
    assert asked(beyond) == {"A": "0.8100", "B": "0.8100"}
    assert [(reason.code, reason.value("requirement")) for reason in beyond.reasons] == [("retake", "A")]


def test_a_retake_is_of_as_few_courses_as_possible() -> None:
    rules = program(all_of(course("A"), course("B"), course("C")))
    earned = [attempt("A", "0.9500"), attempt("B", "0.6000"), attempt("C", "0.9000")]
    assert asked(plan(rules, earned, now=NOW, composite=Decimal("0.90"))) == {"B": "0.8499"}


@pytest.mark.parametrize("kind", [OverrideKind.HOLD, OverrideKind.REVOKE])
def test_what_a_person_withholds_no_grade_reaches(kind: OverrideKind) -> None:
    decision = Override(kind, "", actor_id=1, reason="plagiarism", time=day(1))
    made = plan(program(course("A")), [], now=NOW, overrides=[decision])
    assert (made.is_possible, asked(made)) == (False, {})
    assert [reason.code for reason in made.reasons] == [{"hold": "held", "revoke": "revoked"}[kind.value]]


def test_a_waived_course_asks_for_nothing_and_weighs_nothing() -> None:
    waiver = Override(OverrideKind.WAIVE, "A", actor_id=1, reason="credit from elsewhere", time=day(1))
    made = plan(program(all_of(course("A"), course("B"))), [], now=NOW, composite=Decimal("0.90"), overrides=[waiver])
    assert asked(made) == {"B": "0.9000"}
    assert kinds(made)["A"] == "fixed"


def test_a_waiver_that_runs_out_later_holds_for_the_plan() -> None:
    waiver = Override(
        OverrideKind.WAIVE, "A", actor_id=1, reason="credit", time=day(1), expires=NOW + timedelta(seconds=1)
    )
    rules = program(all_of(course("A"), course("B", embargo_until=NOW + timedelta(days=30))))
    assert asked(plan(rules, [], now=NOW, overrides=[waiver])) == {"B": "0.6000"}


def test_a_program_that_has_ended_can_no_longer_be_earned() -> None:
    made = plan(program(course("A"), ends=NOW), [], now=NOW)
    assert (made.is_possible, [reason.code for reason in made.reasons]) == (False, ["after_program"])


def test_a_result_held_back_is_not_given_away() -> None:
    rules = program(all_of(course("A"), course("B", embargo_until=NOW + timedelta(days=9))))
    plans = [
        plan(rules, [attempt("A", "0.8000"), attempt("B", ratio)], now=NOW, composite=Decimal("0.85"))
        for ratio in ("0.1000", "1.0000")
    ]
    assert plans[0] == plans[1]
    assert (asked(plans[0]), kinds(plans[0])["B"]) == ({"B": "0.8999"}, "under_way")


def test_a_course_in_two_groups_that_counts_once_is_not_planned_for_both() -> None:
    rules = program(
        all_of(
            at_least(1, course("A1", course="Ex+A"), course("B"), key="first"),
            at_least(1, course("A2", course="Ex+A"), course("C", "0.90"), key="second"),
        )
    )
    assert asked(plan(rules, [], now=NOW)) == {"B": "0.6000", "A2": "0.6000"}


def test_a_nested_program_is_one_step_and_its_composite_the_grade() -> None:
    inner = program(course("A"), uuid="inner")
    rules = program(all_of(NestedProgram("inner", "Inner", "inner"), course("B")))
    made = plan(
        rules,
        [attempt("B", "0.7000")],
        now=NOW,
        composite=Decimal("0.80"),
        nested={"inner": evaluate(inner, [], now=NOW)},
    )
    assert asked(made) == {"inner": "0.8999"}


def test_a_program_that_does_not_exist_makes_the_way_impossible() -> None:
    made = plan(program(all_of(NestedProgram("inner", "Inner", "gone"), course("B"))), [], now=NOW)
    assert (made.is_possible, [reason.code for reason in made.reasons]) == (False, ["out_of_reach"])


def test_a_course_with_a_final_asks_for_one_grade_that_passes_the_final_too() -> None:
    final = Final("Ex+AF", (Split(Decimal("0.4"), Decimal("0.6")),), passing_grade=Decimal("0.70"))
    made = plan(program(course("A", "0.60", final=final)), [attempt("AF", "0.9000")], now=NOW)
    assert asked(made) == {"A": "0.7000"}


def test_listed_runs_are_the_only_ones_that_a_plan_counts_on() -> None:
    rules = program(course("A", runs=("course-v1:Ex+A+R1",)))
    assert asked(plan(rules, [attempt("A", "0.1000")], now=NOW)) == {"A": "0.6000"}
    only_run = plan(rules, [attempt("A", "0.7000")], now=NOW, composite=Decimal("0.80"))
    assert not only_run.is_possible


def test_what_comes_out_of_order_is_taken_again_after_the_course_before_it() -> None:
    rules = program(all_of(course("A"), course("B"), in_order=True))
    assert asked(plan(rules, [attempt("B", "0.9000")], now=NOW)) == {"A": "0.6000", "B": "0.6000"}


def test_what_counts_once_the_course_before_it_is_taken_is_not_taken_again() -> None:
    rules = program(all_of(course("A"), course("B"), course("C"), in_order=True))
    taken = [attempt("B", "0.7000", bar_reached=None), attempt("C", "0.9000", bar_reached=day(11))]
    assert asked(plan(rules, taken, now=NOW)) == {"A": "0.6000"}


AFTER_C = all_of(course("C"), at_least(1, course("A"), course("B"), key="choice"), in_order=True)


def test_of_a_choice_finished_too_early_one_more_course_is_taken() -> None:
    made = plan(program(AFTER_C), [attempt("A", "0.9000", bar_reached=day(10))], now=NOW)
    assert (asked(made), made.reasons) == ({"C": "0.6000", "B": "0.6000"}, ())


def test_one_more_course_of_a_choice_helps_a_target_as_far_as_the_evaluator_says() -> None:
    early = [attempt("A", "0.6000", bar_reached=day(10))]
    made = plan(program(AFTER_C), early, now=NOW, composite=Decimal("0.80"))
    assert (asked(made), made.composite) == ({"C": "0.8000", "B": "0.8000"}, Decimal("0.8000"))


def test_where_nothing_else_is_left_a_group_finished_too_early_is_finished_again() -> None:
    rules = program(all_of(course("C"), all_of(course("A"), course("B"), key="group"), in_order=True))
    early = [attempt("A", "0.9000", bar_reached=day(10)), attempt("B", "0.9000", bar_reached=day(20))]
    made = plan(rules, [*early, attempt("C", "0.7000", bar_reached=day(30))], now=NOW)
    assert [(reason.code, reason.value("requirement")) for reason in made.reasons] == [("retake", "A")]
    assert asked(made) == {"A": "0.6000"}


def test_a_course_that_is_waived_and_passed_shows_no_breach_of_the_order() -> None:
    waiver = Override(OverrideKind.WAIVE, "A", actor_id=1, reason="credit", time=day(1))
    made = plan(program(AFTER_C), [attempt("A", "0.9000", bar_reached=day(10))], now=NOW, overrides=[waiver])
    assert asked(made) == {"C": "0.6000"}


def test_a_group_finished_nobody_knows_when_counts_once_the_course_before_it_is_earned() -> None:
    made = plan(program(AFTER_C), [attempt("A", "0.9000", bar_reached=None)], now=NOW)
    assert asked(made) == {"C": "0.6000"}


def test_what_was_finished_nobody_knows_when_counts_once_the_course_before_it_is_earned() -> None:
    rules = program(all_of(course("A"), course("B"), in_order=True))
    made = plan(rules, [attempt("B", "0.9000", bar_reached=None)], now=NOW, composite=Decimal("0.85"))
    assert asked(made) == {"A": "0.7999"}
    assert [(step.kind, str(step.ratio)) for step in made.steps][1] == (StepKind.FIXED, "0.9000")
