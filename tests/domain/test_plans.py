"""Test plans for single cases. The module ``test_planner`` checks plans for random programs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from micromasters_plugin.data import (
    ExamStatus,
    OverrideDecision,
    OverrideKind,
    Plan,
    PlanStep,
    StepKind,
)
from micromasters_plugin.domain import planner
from micromasters_plugin.domain.definition import Course, Final, NestedProgram, SharedCourses, Split
from micromasters_plugin.domain.easiest_way import Way
from micromasters_plugin.domain.planner import plan
from micromasters_plugin.domain.standing import evaluate
from tests.domain.specimens import NOW, all_of, at_least, attempt, course, day, program, run_key, waiver

#: Results are held back until then.
LATER = NOW + timedelta(days=9)


def kinds(made: Plan) -> dict[str, str]:
    return {step.key: step.kind.value for step in made.steps}


def grades_of(made: Plan) -> dict[str, str]:
    """Return the lowest grade of each step that needs a grade."""
    return {step.key: str(step.least_ratio) for step in made.steps if step.least_ratio is not None}


THREE = program(all_of(course("A"), course("B"), course("C", "0.80")))


def test_without_a_composite_each_course_needs_its_own_bar() -> None:
    made = plan(THREE, [attempt("A", "0.7000")], now=NOW)
    assert grades_of(made) == {"B": "0.6000", "C": "0.8000"}
    assert kinds(made) == {"A": "fixed", "B": "to_take", "C": "to_take"}


def test_all_other_courses_compensate_equally_for_a_fixed_low_grade() -> None:
    made = plan(THREE, [attempt("A", "0.7000")], now=NOW, composite=Decimal("0.85"))
    assert grades_of(made) == {"B": "0.9250", "C": "0.9250"}
    assert str(made.composite) == "0.8500"


def test_a_plan_needs_the_last_ten_thousandth_only_if_rounding_requires_it() -> None:
    made = plan(THREE, [attempt("A", "0.7000")], now=NOW, composite=Decimal("0.8501"))
    # (0.7 + 2 × 0.9251) ÷ 3 = 0.85006…, which is 0.8501; with 0.9250 the result is 0.85
    assert grades_of(made) == {"B": "0.9251", "C": "0.9251"}


def test_a_course_with_a_higher_bar_lowers_the_grades_of_the_others() -> None:
    rules = program(all_of(course("A"), course("B", "0.90")))
    made = plan(rules, [], now=NOW, composite=Decimal("0.80"))
    assert grades_of(made) == {"A": "0.6999", "B": "0.9000"}


def test_every_earned_course_of_a_choice_counts_towards_the_target_with_composite_of_all() -> None:
    choice = replace(at_least(1, course("A"), course("B")), composite_of_all=True)
    rules = program(all_of(choice, course("C")))
    results = [attempt("A", "0.9000"), attempt("B", "0.6000")]
    assert grades_of(plan(rules, results, now=NOW, composite=Decimal("0.80"))) == {"C": "0.8999"}


def test_a_reached_target_needs_no_steps() -> None:
    made = plan(program(course("A")), [attempt("A", "0.9000")], now=NOW, composite=Decimal("0.90"))
    assert (made.is_reached, made.is_possible, grades_of(made)) == (True, True, {})


def test_the_group_with_the_fewest_courses_left_is_the_easiest() -> None:
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
    assert grades_of(plan(rules, [], now=NOW)) == {"B": "0.5000"}


def test_a_retake_is_offered_only_where_nothing_else_reaches_the_target() -> None:
    rules = program(all_of(course("A"), course("B")))
    low = attempt("A", "0.6000")
    possible = plan(rules, [low], now=NOW, composite=Decimal("0.80"))
    assert (grades_of(possible), possible.reasons) == ({"B": "0.9999"}, ())
    beyond = plan(rules, [low], now=NOW, composite=Decimal("0.81"))
    assert grades_of(beyond) == {"A": "0.8100", "B": "0.8100"}
    assert [(reason.code, reason.value("requirement")) for reason in beyond.reasons] == [("retake", "A")]


def test_a_retake_is_of_as_few_courses_as_possible() -> None:
    rules = program(all_of(course("A"), course("B"), course("C")))
    earned = [attempt("A", "0.9500"), attempt("B", "0.6000"), attempt("C", "0.9000")]
    assert grades_of(plan(rules, earned, now=NOW, composite=Decimal("0.90"))) == {"B": "0.8499"}


@pytest.mark.parametrize("kind", [OverrideKind.HOLD, OverrideKind.REVOKE])
def test_no_grade_reaches_a_held_or_revoked_program(kind: OverrideKind) -> None:
    decision = OverrideDecision(kind, "", actor_id=1, reason="plagiarism", time=day(1))
    made = plan(program(course("A")), [], now=NOW, overrides=[decision])
    assert (made.is_possible, grades_of(made)) == (False, {})
    assert [reason.code for reason in made.reasons] == [{"hold": "held", "revoke": "revoked"}[kind.value]]


def test_a_waived_course_needs_no_grade_and_has_no_weight() -> None:
    waiver = OverrideDecision(OverrideKind.WAIVE, "A", actor_id=1, reason="credit from elsewhere", time=day(1))
    made = plan(program(all_of(course("A"), course("B"))), [], now=NOW, composite=Decimal("0.90"), overrides=[waiver])
    assert grades_of(made) == {"B": "0.9000"}
    assert kinds(made)["A"] == "fixed"


def test_a_plan_relies_on_a_waiver_that_expires_later() -> None:
    waiver = OverrideDecision(
        OverrideKind.WAIVE, "A", actor_id=1, reason="credit", time=day(1), expires=NOW + timedelta(seconds=1)
    )
    rules = program(all_of(course("A"), course("B")))
    assert grades_of(plan(rules, [], now=NOW, overrides=[waiver])) == {"B": "0.6000"}


def test_a_program_that_has_ended_can_no_longer_be_earned() -> None:
    made = plan(program(course("A"), ends=(NOW - timedelta(days=1)).date()), [], now=NOW)
    assert (made.is_possible, [reason.code for reason in made.reasons]) == (False, ["after_program"])


def test_a_plan_does_not_reveal_an_embargoed_result() -> None:
    rules = program(all_of(course("A"), course("B")))
    plans = [
        plan(rules, [attempt("A", "0.8000"), attempt("B", ratio, release=LATER)], now=NOW, composite=Decimal("0.85"))
        for ratio in ("0.1000", "1.0000")
    ]
    assert plans[0] == plans[1]
    assert (grades_of(plans[0]), kinds(plans[0])["B"]) == ({"B": "0.8999"}, "under_way")


def test_a_plan_reveals_no_part_of_an_embargoed_result() -> None:
    """A plan does not reveal the exam's result, the date of the bar, or the final exam's grade."""
    final = Final("Ex+F", (Split(Decimal("0.4"), Decimal("0.6")),))
    rules = program(
        all_of(
            course("A", proctored=True),
            course("B", final=final),
        )
    )
    told = [
        plan(
            rules,
            [
                attempt("A", "0.9000", exams=[status], passed_course=passed, bar_reached=reached, release=LATER),
                attempt("B", "0.7000"),
                attempt("F", ratio, release=LATER),
            ],
            now=NOW,
            composite=Decimal("0.85"),
        )
        for status, passed, reached, ratio in (
            (ExamStatus.VERIFIED, True, day(120), "0.9900"),
            (ExamStatus.REJECTED, False, None, "0.1000"),
        )
    ]
    assert told[0] == told[1]
    assert grades_of(told[0]) == {"A": "0.8500", "B": "0.8500"}


def test_a_plan_lists_every_requirement_on_which_it_relies() -> None:
    rules = program(all_of(course("A"), at_least(1, course("B"), course("C"), key="choice")))
    known = [attempt("A", "0.7000"), attempt("B", "0.3000", run_end=NOW), attempt("C", "0.2000", run_end=NOW)]
    assert plan(rules, known, now=NOW, composite=Decimal("0.75")) == Plan(
        composite_target=Decimal("0.75"),
        is_reached=False,
        is_possible=True,
        composite=Decimal("0.7500"),
        steps=(
            PlanStep("A", "Course A", StepKind.FIXED, Decimal("0.7000"), None, "", None),
            PlanStep("B", "Course B", StepKind.TO_TAKE, None, Decimal("0.7999"), "", None),
            PlanStep("C", "Course C", StepKind.NOT_NEEDED, None, None, "", None),
        ),
        reasons=(),
    )


def test_an_impossible_target_is_not_reached() -> None:
    made = plan(program(course("A"), ends=(NOW - timedelta(days=1)).date()), [], now=NOW)
    assert (made.is_reached, made.is_possible) == (False, False)


def test_an_ended_run_with_an_embargoed_result_is_under_way() -> None:
    held = attempt("A", "0.1000", run_end=day(300), release=LATER)
    assert kinds(plan(program(course("A")), [held], now=NOW)) == {"A": "under_way"}


def test_a_proctored_course_is_planned_with_its_exam() -> None:
    assert grades_of(plan(program(course("A", proctored=True)), [], now=NOW)) == {"A": "0.6000"}


def test_a_nested_program_is_to_take_even_if_its_courses_are_under_way() -> None:
    inner = evaluate(program(course("A"), uuid="inner"), [attempt("A", "0.1000")], now=NOW)
    made = plan(program(all_of(NestedProgram("P", "Inner", "inner"))), [], now=NOW, nested={"inner": inner})
    assert kinds(made) == {"P": "to_take"}


def test_a_course_in_two_groups_that_counts_once_is_not_planned_for_both() -> None:
    rules = program(
        all_of(
            at_least(1, course("A1", course="Ex+A"), course("B"), key="first"),
            at_least(1, course("A2", course="Ex+A"), course("C", "0.90"), key="second"),
        )
    )
    assert grades_of(plan(rules, [], now=NOW)) == {"B": "0.6000", "A2": "0.6000"}


def test_a_nested_program_is_one_step_with_its_composite_as_grade() -> None:
    inner = program(course("A"), uuid="inner")
    rules = program(all_of(NestedProgram("inner", "Inner", "inner"), course("B")))
    made = plan(
        rules,
        [attempt("B", "0.7000")],
        now=NOW,
        composite=Decimal("0.80"),
        nested={"inner": evaluate(inner, [], now=NOW)},
    )
    assert grades_of(made) == {"inner": "0.8999"}


def test_a_missing_nested_program_makes_the_target_impossible() -> None:
    made = plan(program(all_of(NestedProgram("inner", "Inner", "gone"), course("B"))), [], now=NOW)
    assert (made.is_possible, [reason.code for reason in made.reasons]) == (False, ["out_of_reach"])


def test_a_course_with_a_final_needs_one_grade_that_passes_both_parts() -> None:
    final = Final("Ex+AF", (Split(Decimal("0.4"), Decimal("0.6")),), passing_grade=Decimal("0.70"))
    made = plan(program(course("A", "0.60", final=final)), [attempt("AF", "0.9000")], now=NOW)
    assert grades_of(made) == {"A": "0.7000"}


def test_a_plan_uses_only_listed_runs() -> None:
    rules = program(course("A", runs=("course-v1:Ex+A+R1",)))
    assert grades_of(plan(rules, [attempt("A", "0.1000")], now=NOW)) == {"A": "0.6000"}
    only_run = plan(rules, [attempt("A", "0.7000")], now=NOW, composite=Decimal("0.80"))
    assert not only_run.is_possible


def test_a_course_out_of_order_is_retaken_after_the_previous_course() -> None:
    rules = program(all_of(course("A"), course("B"), in_order=True))
    assert grades_of(plan(rules, [attempt("B", "0.9000")], now=NOW)) == {"A": "0.6000", "B": "0.6000"}


def test_a_course_that_counts_after_the_previous_course_is_not_retaken() -> None:
    rules = program(all_of(course("A"), course("B"), course("C"), in_order=True))
    taken = [attempt("B", "0.7000", bar_reached=None), attempt("C", "0.9000", bar_reached=day(11))]
    assert grades_of(plan(rules, taken, now=NOW)) == {"A": "0.6000"}


AFTER_C = all_of(course("C"), at_least(1, course("A"), course("B"), key="choice"), in_order=True)


def test_a_choice_finished_too_early_needs_one_more_course() -> None:
    made = plan(program(AFTER_C), [attempt("A", "0.9000", bar_reached=day(10))], now=NOW)
    assert (grades_of(made), made.reasons) == ({"C": "0.6000", "B": "0.6000"}, ())


def test_one_more_course_of_a_choice_helps_a_target_as_far_as_the_evaluator_says() -> None:
    early = [attempt("A", "0.6000", bar_reached=day(10))]
    made = plan(program(AFTER_C), early, now=NOW, composite=Decimal("0.80"))
    assert (grades_of(made), made.composite) == ({"C": "0.8000", "B": "0.8000"}, Decimal("0.8000"))


def test_a_group_finished_too_early_is_retaken_if_no_elective_is_left() -> None:
    rules = program(all_of(course("C"), all_of(course("A"), course("B"), key="group"), in_order=True))
    early = [attempt("A", "0.9000", bar_reached=day(10)), attempt("B", "0.9000", bar_reached=day(20))]
    made = plan(rules, [*early, attempt("C", "0.7000", bar_reached=day(30))], now=NOW)
    assert [(reason.code, reason.value("requirement")) for reason in made.reasons] == [("retake", "A")]
    assert grades_of(made) == {"A": "0.6000"}


def test_a_course_that_is_waived_and_passed_shows_no_breach_of_the_order() -> None:
    waiver = OverrideDecision(OverrideKind.WAIVE, "A", actor_id=1, reason="credit", time=day(1))
    made = plan(program(AFTER_C), [attempt("A", "0.9000", bar_reached=day(10))], now=NOW, overrides=[waiver])
    assert grades_of(made) == {"C": "0.6000"}


def test_an_undated_group_counts_after_the_previous_course_is_earned() -> None:
    made = plan(program(AFTER_C), [attempt("A", "0.9000", bar_reached=None)], now=NOW)
    assert grades_of(made) == {"C": "0.6000"}


def test_an_undated_course_counts_after_the_previous_course_is_earned() -> None:
    rules = program(all_of(course("A"), course("B"), in_order=True))
    made = plan(rules, [attempt("B", "0.9000", bar_reached=None)], now=NOW, composite=Decimal("0.85"))
    assert grades_of(made) == {"A": "0.7999"}
    assert [(step.kind, str(step.ratio)) for step in made.steps][1] == (StepKind.FIXED, "0.9000")


def test_a_course_passed_out_of_order_in_an_open_run_is_taken_in_another_run() -> None:
    rules = program(all_of(course("A"), course("B"), in_order=True))
    made = plan(rules, [attempt("B", "0.9000", run_end=NOW + timedelta(days=9))], now=NOW)
    assert (kinds(made)["B"], [step.course_run for step in made.steps]) == ("to_take", ["", ""])


def test_a_result_of_today_is_retaken_if_it_must_follow_another_course() -> None:
    rules = program(all_of(course("A"), course("B"), in_order=True))
    assert grades_of(plan(rules, [attempt("B", "0.9000", bar_reached=NOW)], now=NOW)) == {"A": "0.6000", "B": "0.6000"}


def test_a_course_out_of_order_in_its_only_run_cannot_be_mended() -> None:
    rules = program(all_of(course("A"), course("B", runs=(run_key("B"),)), in_order=True))
    made = plan(rules, [attempt("B", "0.9000")], now=NOW)
    assert (made.is_possible, [reason.code for reason in made.reasons]) == (False, ["out_of_reach"])


def test_the_last_day_of_a_program_is_the_day_of_a_plan() -> None:
    rules = program(all_of(course("A"), course("B"), in_order=True), ends=NOW.date())
    assert plan(rules, [attempt("A", "0.9000", bar_reached=NOW)], now=NOW).is_possible


CLOSED = run_key("A")


@pytest.mark.parametrize(("mode", "kind"), [("verified", "under_way"), ("audit", "to_take")])
def test_after_the_upgrade_deadline_only_a_learner_for_credit_is_under_way(mode: str, kind: str) -> None:
    known = [attempt("A", "0.1000", mode=mode, run_end=NOW + timedelta(days=9))]
    assert kinds(plan(program(course("A")), known, now=NOW, closed_runs={CLOSED})) == {"A": kind}


@pytest.mark.parametrize(
    ("ratios", "granted", "possible"),
    [(["0.1000"], 0, True), (["0.1000", "0.2000"], 0, False), (["0.1000", "0.2000"], 1, True)],
    ids=["one try of two", "both tries", "a granted try"],
)
def test_a_course_is_closed_after_its_last_try(ratios: list[str], granted: int, possible: bool) -> None:
    rules = program(course("A", attempts=2))
    known = [attempt("A", ratio, run=number, run_end=day(300)) for number, ratio in enumerate(ratios, 1)]
    grants = [OverrideDecision(OverrideKind.GRANT, "A", actor_id=1, reason="illness", time=day(1), count=1)] * granted
    assert plan(rules, known, now=NOW, overrides=grants).is_possible is possible


def test_the_last_try_goes_on_until_its_run_ends() -> None:
    rules = program(course("A", attempts=1))
    made = plan(rules, [attempt("A", "0.1000", run_end=NOW + timedelta(days=9))], now=NOW)
    assert kinds(made) == {"A": "under_way"}


def test_a_course_is_closed_after_the_last_try_at_its_final_exam() -> None:
    final = Final("Ex+F", (Split(Decimal("0.4"), Decimal("0.6")),), attempts=1)
    failed = [attempt("A", "0.8000", run_end=day(300)), attempt("F", "0.1000", run_end=day(300))]
    assert plan(program(course("A", final=final)), failed[:1], now=NOW).is_possible
    assert not plan(program(course("A", final=final)), failed, now=NOW).is_possible


def test_after_the_last_try_at_the_coursework_the_final_exam_is_enough() -> None:
    final = Final("Ex+F", (Split(Decimal("0.4"), Decimal("0.6")),))
    rules = program(course("A", final=final, attempts=1))
    done = attempt("A", "0.8000", run_end=day(300))
    assert plan(rules, [done], now=NOW).is_possible
    assert not plan(rules, [replace(done, certificate_invalidated=True)], now=NOW).is_possible


def test_a_waived_course_under_way_can_still_get_a_grade() -> None:
    only = course("A", runs=(run_key("A"),))
    begun = [attempt("A", "0.1000", run_end=NOW + timedelta(days=9))]
    made = plan(program(only), begun, now=NOW, composite=Decimal("0.80"), overrides=[waiver("A")])
    assert grades_of(made) == {"A": "0.8000"}


def test_a_waiver_without_a_grade_does_not_reach_a_composite() -> None:
    rules = program(course("A", runs=(run_key("A"),)))
    made = plan(
        rules, [attempt("A", "0.1000", run_end=day(300))], now=NOW, composite=Decimal("0.10"), overrides=[waiver("A")]
    )
    assert (made.is_possible, made.is_reached) == (False, False)


def test_what_the_evaluator_does_not_confirm_is_not_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner, "easiest_way", lambda *args: Way(0, ()))
    made = plan(program(course("A")), [], now=NOW)
    assert (made.is_possible, [reason.code for reason in made.reasons]) == (None, ["not_worked_out"])


def test_a_retake_is_in_another_run_although_the_passed_run_goes_on() -> None:
    rules = program(all_of(course("A"), course("B")))
    known = [attempt("A", "0.7000", run_end=NOW + timedelta(days=9)), attempt("B", "0.9000")]
    made = plan(rules, known, now=NOW, composite=Decimal("0.85"))
    assert (kinds(made)["A"], made.composite) == ("to_take", Decimal("0.8500"))


def test_a_retake_in_a_run_under_way_names_the_run() -> None:
    rules = program(course("A", attempts=2))
    known = [attempt("A", "0.7000", run_end=day(300)), attempt("A", "0.1000", run=2, run_end=NOW + timedelta(days=9))]
    (step,) = plan(rules, known, now=NOW, composite=Decimal("0.85")).steps
    assert (step.kind, step.course_run) == (StepKind.UNDER_WAY, run_key("A", 2))


def test_a_waived_course_in_its_last_try_names_the_run_of_the_try() -> None:
    begun = [attempt("A", "0.1000", run_end=NOW + timedelta(days=9))]
    rules = program(course("A", attempts=1))
    (step,) = plan(rules, begun, now=NOW, composite=Decimal("0.80"), overrides=[waiver("A")]).steps
    assert (step.kind, step.course_run) == (StepKind.UNDER_WAY, run_key("A"))


def test_a_try_that_goes_on_stays_before_later_attempts() -> None:
    rules = program(course("A", attempts=1))
    begun = attempt("A", "0.1000", run_end=NOW + timedelta(days=9))
    later = attempt("A", "0.2000", run=2, run_end=day(300))
    assert kinds(plan(rules, [begun, later], now=NOW)) == {"A": "under_way"}


@pytest.mark.parametrize("runs", [(), (run_key("F", 3), run_key("F", 1))])
def test_a_final_exam_of_one_session_goes_with_the_run_under_way(runs: tuple[str, ...]) -> None:
    final = Final("Ex+F", (Split(Decimal("0.4"), Decimal("0.6")),), runs=runs, carries_over=False)
    begun = attempt("A", "0.7000", run_end=NOW + timedelta(days=9))
    made = plan(program(course("A", final=final)), [begun], now=NOW)
    assert (made.is_possible, grades_of(made), kinds(made)) == (True, {"A": "0.6000"}, {"A": "under_way"})


def test_a_course_in_several_places_needs_one_grade_that_is_enough_for_all() -> None:
    places = course("A1", "0.80", course="Ex+A"), course("A2", "0.50", course="Ex+A")
    rules = program(all_of(*(all_of(each, key=f"g{each.key}") for each in places)), shared_courses=SharedCourses.EACH)
    made = plan(rules, [], now=NOW)
    assert (made.is_possible, grades_of(made)) == (True, {"A1": "0.8000", "A2": "0.8000"})


def test_a_group_that_is_mended_keeps_its_first_day_for_what_follows() -> None:
    inner = all_of(course("X"), all_of(course("Y"), key="early"), key="inner", in_order=True)
    rules = program(all_of(inner, course("S"), in_order=True))
    known = [attempt("X", "0.8000", bar_reached=day(20)), attempt("Y", "0.8000", bar_reached=day(10))]
    made = plan(rules, [*known, attempt("S", "0.8000", bar_reached=day(25))], now=NOW)
    assert grades_of(made) == {"Y": "0.6000"}


def test_an_earned_course_without_another_run_is_replaced_by_the_retake_of_another_one() -> None:
    rules = program(at_least(1, course("A", runs=(run_key("A"),)), course("B")))
    known = [attempt("A", "0.7000"), attempt("B", "0.6000")]
    assert grades_of(plan(rules, known, now=NOW, composite=Decimal("0.90"))) == {"B": "0.9000"}


def shared(*keys: str) -> list[Course]:
    """Return one place of each course. The first letter of a key names the course."""
    return [course(key, course=f"Ex+{key[0]}") for key in keys]


def test_a_waived_group_needs_no_course_and_its_passed_courses_raise_the_composite() -> None:
    rules = program(all_of(all_of(course("A"), course("B"), key="waived"), course("C")))
    known = [attempt("A", "0.9000")]
    made = plan(rules, known, now=NOW, composite=Decimal("0.80"), overrides=[waiver("waived")])
    assert grades_of(made) == {"C": "0.6999"}


WAIVED_GROUPS = [waiver("g1"), waiver("g2")]


@pytest.mark.parametrize("second", [["A2", "B2"], ["A2", "D"]], ids=["the same courses", "one other course"])
def test_two_waived_groups_may_share_courses(second: list[str]) -> None:
    groups = [at_least(1, *shared("A1", "B1"), key="g1"), at_least(1, *shared(*second), key="g2")]
    rules = program(all_of(*groups, course("C")))
    made = plan(rules, [attempt("A", "0.9000")], now=NOW, composite=Decimal("0.85"), overrides=WAIVED_GROUPS)
    assert grades_of(made) == {"C": "0.7999"}


def test_a_course_that_two_waived_groups_share_is_retaken_if_nothing_else_reaches_the_target() -> None:
    groups = [at_least(1, *shared("A1", "B1"), key="g1"), at_least(1, *shared("A2", "B2"), key="g2")]
    rules = program(all_of(*groups, course("C", runs=(run_key("C"),))))
    known = [attempt("A", "0.9000"), attempt("C", "0.9000")]
    made = plan(rules, known, now=NOW, composite=Decimal("0.93"), overrides=WAIVED_GROUPS)
    assert grades_of(made) == {"A1": "0.9599"}


@pytest.mark.parametrize(("is_first", "planned"), [(True, {"B1"}), (False, {"A", "P", "B1"})])
def test_a_nested_program_may_be_out_of_order_beside_shared_courses(is_first: bool, planned: set[str]) -> None:
    inner = evaluate(program(course("N"), uuid="inner"), [attempt("N", "0.8000", bar_reached=day(10))], now=NOW)
    parts = [NestedProgram("P", "Inner", "inner"), course("A")]
    ordered = all_of(*(parts if is_first else parts[::-1]), key="ordered", in_order=True)
    rules = program(all_of(ordered, at_least(1, *shared("B1"), key="g1"), at_least(1, *shared("B2", "C2"), key="g2")))
    known = [attempt("A", "0.8000", bar_reached=day(20))] if is_first else []
    made = plan(rules, [*known, attempt("C", "0.8000")], now=NOW, nested={"inner": inner})
    assert set(grades_of(made)) == planned


def test_the_place_with_less_work_wins_although_another_place_needs_a_lower_grade() -> None:
    """C counts in the first group, or in the second group.

    In the second group the learner would have to take C again after B.
    """
    first = all_of(course("C1", weight="3", course="Ex+C"), course("E"), course("F"), key="first")
    second = all_of(
        course("D"), course("B", weight="3"), course("C2", weight="2", course="Ex+C"), key="second", in_order=True
    )
    known = [
        attempt("C", "0.8500", bar_reached=day(21)),
        attempt("D", "0.6000", bar_reached=None),
        attempt("F", "0.6000", bar_reached=day(11)),
    ]
    made = plan(program(at_least(1, first, second)), known, now=NOW, composite=Decimal("0.80"))
    assert grades_of(made) == {"E": "0.8498"}
