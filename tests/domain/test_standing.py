"""Test further parts of a standing: locks, the admission bar, embargoes, and the values for ranking."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from micromasters_plugin.data import ExamStatus, RequirementState
from micromasters_plugin.domain.definition import AdmissionBar, ProgramRules
from tests.domain.specimens import (
    all_of,
    at_least,
    attempt,
    capstone,
    codes_of,
    course,
    date_of,
    day,
    judge,
    program,
    state_of,
    verdict_of,
)

VERIFIED = ExamStatus.VERIFIED
A, B = course("A"), course("B")
LAST = capstone(opens_after=("A", "B"))
WITH_CAPSTONE = all_of(A, B, LAST)


def test_a_capstone_is_locked_until_the_courses_before_it_are_earned() -> None:
    standing = judge(WITH_CAPSTONE, attempt("A", "0.70"))
    [reason] = verdict_of(standing, "CAP").reasons
    assert (state_of(standing, "CAP"), reason.code, reason.value("after")) == (RequirementState.LOCKED, "locked", "B")


def test_a_capstone_opens_after_the_courses_before_it_are_earned() -> None:
    standing = judge(WITH_CAPSTONE, attempt("A", "0.70"), attempt("B", "0.70"))
    assert (state_of(standing, "CAP"), codes_of(standing, "CAP")) == (RequirementState.NOT_ENROLLED, ())


def test_a_capstone_that_was_begun_is_not_locked() -> None:
    assert state_of(judge(WITH_CAPSTONE, attempt("CAP", None)), "CAP") is RequirementState.IN_PROGRESS


def test_a_capstone_taken_early_counts() -> None:
    assert verdict_of(judge(WITH_CAPSTONE, attempt("CAP", "0.50", exams=[VERIFIED])), "CAP").earned


def test_a_locked_course_in_a_group_is_marked_too() -> None:
    standing = judge(all_of(A, at_least(1, B, course("C", opens_after=("A",)))))
    assert [state_of(standing, key) for key in "BC"] == [RequirementState.NOT_ENROLLED, RequirementState.LOCKED]


def with_bar(composite: str, *, credential: bool) -> ProgramRules:
    return program(all_of(A, B), admission=AdmissionBar(Decimal(composite), credential))


@pytest.mark.parametrize(
    ("rules", "ratios", "meets"),
    [
        pytest.param(with_bar("0.80", credential=True), ("0.80", "0.80"), True, id="at the bar"),
        pytest.param(with_bar("0.80", credential=True), ("0.80", "0.7999"), True, id="reached by rounding"),
        pytest.param(with_bar("0.80", credential=True), ("0.80", "0.7997"), False, id="just below"),
        pytest.param(with_bar("0.80", credential=True), ("0.90", None), False, id="without the credential"),
        pytest.param(with_bar("0.80", credential=False), ("0.90", None), True, id="credential not asked for"),
        pytest.param(with_bar("0.80", credential=False), (None, None), False, id="nothing earned"),
        pytest.param(with_bar("0.00", credential=False), (None, None), False, id="nothing earned reaches no bar"),
        pytest.param(program(all_of(A, B)), ("1", "1"), False, id="a program without admission"),
    ],
)
def test_a_learner_meets_the_admission_bar_by_composite_and_credential(
    rules: ProgramRules, ratios: tuple[str | None, str | None], meets: bool
) -> None:
    attempts = [attempt(key, ratio) for key, ratio in zip("AB", ratios, strict=True)]
    assert judge(rules, *attempts).meets_admission_bar is meets


HELD = (attempt("A", "0.70"), attempt("B", "0.70", release=day(300)), attempt("C", "0.70", release=day(500)))


@pytest.mark.parametrize(
    ("now", "due", "earned"),
    [
        pytest.param(day(299), day(300), 1, id="before both"),
        pytest.param(day(300) - timedelta(microseconds=1), day(300), 1, id="a moment before the first"),
        pytest.param(day(300), day(500), 2, id="at the first"),
        pytest.param(day(499), day(500), 2, id="between"),
        pytest.param(day(500), None, 3, id="at the last"),
    ],
)
def test_a_standing_has_the_instant_when_it_is_due_again(now, due, earned: int) -> None:
    standing = judge(all_of(A, B, course("C")), *HELD, now=now)
    assert (standing.reevaluate_at, standing.earned_requirements) == (due, earned)


def test_a_program_without_dates_is_never_due() -> None:
    assert judge(WITH_CAPSTONE).reevaluate_at is None


def test_the_capstone_ratio_is_the_best_that_counts() -> None:
    attempts = [
        attempt("A", "0.99"),
        attempt("CAP", "0.95"),
        attempt("CAP", "0.60", run=2, exams=[VERIFIED]),
        attempt("CAP", "0.70", run=3, exams=[VERIFIED]),
    ]
    assert judge(WITH_CAPSTONE, *attempts).capstone == Decimal("0.70")


def test_a_capstone_that_does_not_count_is_absent() -> None:
    assert judge(WITH_CAPSTONE, attempt("CAP", "0.95")).capstone is None


def test_graded_runs_count_graded_attempts_at_requirements_in_the_composite() -> None:
    attempts = [
        attempt("A", "0.10"),
        attempt("A", "0.70", run=2),
        attempt("A", None, run=3),
        attempt("B", "0.90", mode="audit"),
        attempt("Z", "0.90"),
    ]
    assert judge(WITH_CAPSTONE, *attempts).graded_runs == 2


def test_completion_is_the_latest_day_on_which_a_counting_bar_was_reached() -> None:
    attempts = [
        attempt("A", "0.70", bar_reached=day(10)),
        attempt("B", "0.70", bar_reached=day(30)),
        attempt("CAP", "0.70", bar_reached=day(90)),
    ]
    assert judge(WITH_CAPSTONE, *attempts).completed_on == date_of(30)


def test_a_standing_without_earned_requirements_has_no_completion_day() -> None:
    assert judge(WITH_CAPSTONE, attempt("A", "0.10")).completed_on is None
