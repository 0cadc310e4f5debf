"""Test the other details of a verdict: keys, weights, values of reasons, and inner requirements."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from micromasters_plugin.data import RequirementState
from micromasters_plugin.domain.definition import Final, NestedProgram, Split
from tests.domain.specimens import NOW, all_of, attempt, course, day, judge, program, waiver

P = NestedProgram("P", "Inner", "inner")


def test_a_group_keeps_its_key_open_and_earned() -> None:
    root = all_of(all_of(course("A"), key="first"), all_of(course("B"), key="second"))
    standing = judge(root, attempt("A", "0.70"))
    assert [(group.key, group.earned) for group in standing.groups()] == [
        ("all", False),
        ("first", True),
        ("second", False),
    ]


def test_a_course_that_nobody_began_keeps_its_weight() -> None:
    (verdict,) = judge(all_of(course("A", weight="3"))).courses()
    assert (verdict.state, verdict.weight) == (RequirementState.NOT_ENROLLED, Decimal(3))


def test_a_locked_course_names_every_missing_requirement() -> None:
    standing = judge(all_of(course("A"), course("B"), course("C", opens_after=("A", "B"))))
    (reason,) = list(standing.courses())[-1].reasons
    assert (reason.code, reason.value("after")) == ("locked", "A,B")


def test_an_invalid_run_key_does_not_hide_later_attempts() -> None:
    strange = replace(attempt("Z", "0.90"), course_run="no run", run_start=day(1))
    assert judge(all_of(course("A")), strange, attempt("A", "0.70")).earned


def test_an_embargo_hides_a_combined_grade() -> None:
    final = Final("Ex+F", (Split(Decimal("0.4"), Decimal("0.6")),))
    held = attempt("A", "0.70", release=day(1000))
    (verdict,) = judge(all_of(course("A", final=final)), held, attempt("F", "0.80")).courses()
    assert (verdict.state, day(1000) > NOW) == (RequirementState.EMBARGOED, True)


def test_a_waived_nested_program_keeps_its_key_and_children() -> None:
    inner = judge(all_of(course("A")), attempt("A", "0.40"))
    (verdict,) = judge(all_of(P), overrides=[waiver("P", "0.90")], nested={"inner": inner}).root.children
    assert (verdict.key, verdict.state) == ("P", RequirementState.WAIVED)
    assert verdict.children == inner.root.children


def test_a_waiver_gives_its_grade_to_a_nested_program_out_of_order() -> None:
    inner = judge(all_of(course("A")), attempt("A", "0.80"))
    standing = judge(all_of(course("C"), P, in_order=True), overrides=[waiver("P", "0.60")], nested={"inner": inner})
    verdict = standing.root.children[1]
    assert (verdict.key, verdict.state, verdict.ratio) == ("P", RequirementState.WAIVED, Decimal("0.60"))
    assert standing.composite == Decimal("0.6000")


def test_a_program_counts_the_graded_runs_of_its_nested_program() -> None:
    inner = judge(program(all_of(course("A"))).root, attempt("A", "0.80"), attempt("A", "0.30", run=2))
    assert judge(all_of(P), nested={"inner": inner}).graded_runs == 2


def test_an_attempt_as_good_as_the_waiver_is_used() -> None:
    (verdict,) = judge(all_of(course("A")), attempt("A", "0.70"), overrides=[waiver("A", "0.70")]).courses()
    assert verdict.state is RequirementState.EARNED
