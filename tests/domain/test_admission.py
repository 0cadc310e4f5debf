"""Test the admission bar with grades of named courses, a number of attempts and a last day."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from micromasters_plugin.data import Attempt, ExamStatus, OverrideKind, RequirementState
from micromasters_plugin.domain.admission import admission_grades
from micromasters_plugin.domain.definition import AdmissionBar, ProgramRules, SharedCourses
from tests.domain.specimens import (
    all_of,
    at_least,
    attempt,
    course,
    date_of,
    decision,
    judge,
    program,
    state_of,
    waiver,
)

A, B = course("A"), course("B")
GRADES = (("A", Decimal("0.80")),)


def asking(root: Any = None, *, composite: str | None = None, credential: bool = False, **limits: Any) -> ProgramRules:
    """Return a program of A and B that admits with 0.80 in A."""
    bar = AdmissionBar(composite and Decimal(composite), credential, GRADES, **limits)
    return program(root or all_of(A, B), admission=bar)


# An attempt in run 1 reaches the passing grade on day 150, in run 2 on day 250, in run 3 on day 350.
@pytest.mark.parametrize(
    ("limits", "attempts", "meets"),
    [
        pytest.param({}, [attempt("A", "0.80")], True, id="at the grade"),
        pytest.param({}, [attempt("A", "0.7999")], False, id="below the grade"),
        pytest.param({}, [attempt("B", "0.90")], False, id="another course"),
        pytest.param({}, [], False, id="nothing begun"),
        pytest.param({}, [attempt("A", "0.90", mode="audit")], False, id="an attempt that does not count"),
        pytest.param(
            {}, [attempt("A", "0.50"), attempt("A", "0.60", run=2), attempt("A", "0.80", run=3)], True, id="no limit"
        ),
        pytest.param({"attempts": 1}, [attempt("A", "0.70"), attempt("A", "0.90", run=2)], False, id="second of one"),
        pytest.param({"attempts": 2}, [attempt("A", "0.70"), attempt("A", "0.90", run=2)], True, id="second of two"),
        pytest.param({"attempts": 1}, [attempt("A", "0.80"), attempt("A", "0.70", run=2)], True, id="first of two"),
        pytest.param(
            {"attempts": 1}, [attempt("A", "0", mode="audit"), attempt("A", "0.90", run=2)], True, id="audit is no try"
        ),
        pytest.param({"until": date_of(150)}, [attempt("A", "0.80")], True, id="on the last day"),
        pytest.param({"until": date_of(149)}, [attempt("A", "0.80")], False, id="a day late"),
        pytest.param(
            {"until": date_of(149)}, [replace(attempt("A", "0.80"), reached_day=None)], True, id="an unknown day"
        ),
        pytest.param(
            {"until": date_of(150)}, [attempt("A", "0.70"), attempt("A", "0.90", run=2)], False, id="a late improvement"
        ),
        pytest.param({"composite": "0.85"}, [attempt("A", "0.80")], False, id="the composite too"),
        pytest.param({"composite": "0.85"}, [attempt("A", "0.80"), attempt("B", "0.90")], True, id="both"),
        pytest.param({"credential": True}, [attempt("A", "0.80")], False, id="without the credential"),
        pytest.param({"credential": True}, [attempt("A", "0.80"), attempt("B", "0.60")], True, id="with it"),
    ],
)
def test_a_learner_meets_the_bar_by_the_grades_of_named_courses(
    limits: dict[str, Any], attempts: list[Attempt], meets: bool
) -> None:
    assert judge(asking(**limits), *attempts).meets_admission_bar is meets


@pytest.mark.parametrize(("ratio", "meets"), [(None, False), ("0.79", False), ("0.80", True)])
def test_a_waiver_meets_the_grade_with_its_own_grade(ratio: str | None, meets: bool) -> None:
    assert judge(asking(), overrides=[waiver("A", ratio)]).meets_admission_bar is meets


@pytest.mark.parametrize(("number", "meets"), [(150, True), (151, False)])
def test_a_waiver_meets_the_grade_on_its_own_day(number: int, meets: bool) -> None:
    waived = replace(waiver("A", "0.90"), day=date_of(number))
    assert judge(asking(until=date_of(150)), overrides=[waived]).meets_admission_bar is meets


@pytest.mark.parametrize("ratio", [None, "0.95"])
def test_an_attempt_that_counts_meets_the_grade_beside_a_waiver(ratio: str | None) -> None:
    waived = replace(waiver("A", ratio), day=date_of(151))
    standing = judge(asking(until=date_of(150)), attempt("A", "0.80"), attempt("B", "0.90"), overrides=[waived])
    assert (state_of(standing), standing.meets_admission_bar) == (RequirementState.WAIVED, True)


def test_a_course_meets_the_grade_in_whichever_place_it_counts() -> None:
    places = all_of(at_least(1, A, course("C"), key="one"), replace(A, key="A-again"))
    rules = replace(asking(places), shared_courses=SharedCourses.ONCE)
    standing = judge(rules, attempt("A", "0.85"))
    assert standing.meets_admission_bar


@pytest.mark.parametrize("kind", [OverrideKind.HOLD, OverrideKind.REVOKE])
def test_a_held_or_revoked_learner_is_no_candidate(kind: OverrideKind) -> None:
    standing = judge(asking(), attempt("A", "0.90"), overrides=[decision(kind)])
    assert not standing.meets_admission_bar


def test_a_proctored_exam_that_errored_uses_up_no_attempt() -> None:
    proctored = course("A", proctored=True)
    first = attempt("A", "0.50", exams=[ExamStatus.ERRORED])
    second = attempt("A", "0.90", run=2, exams=[ExamStatus.VERIFIED])
    assert judge(asking(all_of(proctored, B), attempts=1), first, second).meets_admission_bar


def test_each_named_course_has_its_best_grade_within_the_limits() -> None:
    rules = asking(attempts=1)
    standing = judge(rules, attempt("A", "0.70"), attempt("A", "0.90", run=2))
    [found] = admission_grades(rules, standing.root)
    assert (found.key, found.title, found.bar, found.ratio, found.is_met) == (
        "A",
        "Course A",
        Decimal("0.80"),
        Decimal("0.70"),
        False,
    )
    assert admission_grades(program(A), standing.root) == ()
