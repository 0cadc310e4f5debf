"""Test that the rules find the deciding attempt and the state of a course."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from micromasters_plugin.data import Attempt, Enrollment, EnrollmentChange, ExamStatus, RequirementState
from micromasters_plugin.domain.ranking import Score, rank_candidates
from tests.domain.rule_book import cases_of
from tests.domain.specimens import (
    all_of,
    attempt,
    codes_of,
    course,
    date_of,
    day,
    judge,
    program,
    run_key,
    state_of,
    verdict_of,
)

PLAIN = course("A")
PROCTORED = course("A", proctored=True)
CERTIFIED = course("A", certificate=True)


#: The attempts of each case in the rule book.
CASES = {
    "the-only-one": [attempt("A", "0.70")],
    "better-retake": [attempt("A", "0.70"), attempt("A", "0.90", run=2)],
    "worse-retake": [attempt("A", "0.90"), attempt("A", "0.70", run=2)],
    "failed-retake": [attempt("A", "0.90"), attempt("A", "0.10", run=2)],
    "retake-just-begun": [attempt("A", "0.90"), attempt("A", None, run=2)],
    "equal-grades": [attempt("A", "0.70"), attempt("A", "0.70", run=2)],
    "better-one-in-audit": [attempt("A", "0.95", mode="audit"), attempt("A", "0.70", run=2)],
    "better-one-invalidated": [attempt("A", "0.95", certificate_invalidated=True), attempt("A", "0.70", run=2)],
    "equal-grades-unknown-start": [attempt("A", "0.70", run_start=None), attempt("A", "0.70", run=2)],
}
BOOK = cases_of("several-attempts-cases")


@pytest.mark.parametrize("name", CASES)
def test_the_best_counting_attempt_is_used(name: str) -> None:
    verdict = verdict_of(judge(PLAIN, *CASES[name]), "A")
    run, grade = BOOK[name][-1].split(", ")
    assert (verdict.earned, verdict.course_run, str(verdict.ratio)) == (True, f"course-v1:Ex+A+{run}", grade)


def test_the_rule_book_has_exactly_these_cases() -> None:
    assert list(BOOK) == list(CASES)


def test_a_course_is_earned_on_the_day_of_its_used_attempt() -> None:
    attempts = [attempt("A", "0.70", bar_reached=day(10)), attempt("A", "0.90", run=2, bar_reached=day(20))]
    assert verdict_of(judge(PLAIN, *attempts), "A").earned_on == date_of(20)


def test_a_course_without_a_counting_attempt_has_no_date() -> None:
    assert verdict_of(judge(PLAIN, attempt("A", "0.90", mode="audit")), "A").earned_on is None


def test_a_verdict_lists_every_attempt_by_start_then_key() -> None:
    attempts = [attempt("A", "0.90", run=3, run_start=None), attempt("A", "0.10", run=2), attempt("A", "0.70")]
    kept = verdict_of(judge(PLAIN, *attempts), "A").attempts
    assert [item.course_run for item in kept] == [run_key("A", 1), run_key("A", 2), run_key("A", 3)]


def test_a_verdict_ignores_attempts_at_other_courses() -> None:
    standing = judge(PLAIN, attempt("B", "0.90"))
    assert state_of(standing) is RequirementState.NOT_ENROLLED


def test_a_grade_drop_within_a_run_changes_the_verdict() -> None:
    assert not judge(PLAIN, attempt("A", "0.40", bar_reached=day(10))).earned


E, S = ExamStatus, RequirementState


@pytest.mark.parametrize(
    ("rules", "given", "state"),
    [
        pytest.param(PLAIN, attempt("A", "0.60"), S.EARNED, id="earned"),
        pytest.param(PLAIN, attempt("A", "0.60", active=False), S.EARNED, id="earned, then left"),
        pytest.param(PLAIN, attempt("A", "0.90", mode=None), S.NOT_ENROLLED, id="graded without enrollment"),
        pytest.param(PLAIN, attempt("A", "0.30", active=False), S.NOT_ENROLLED, id="left before passing"),
        pytest.param(PLAIN, attempt("A", "0.90", mode="audit", active=False), S.NOT_ENROLLED, id="left audit"),
        pytest.param(
            PLAIN, attempt("A", "0.90", active=False, certificate_invalidated=True), S.INVALIDATED, id="left, withdrawn"
        ),
        pytest.param(PLAIN, attempt("A", None, mode="audit"), S.AUDIT, id="audit without grade"),
        pytest.param(PLAIN, attempt("A", "0.30", mode="audit", passed_course=True), S.AUDIT, id="audit before grade"),
        pytest.param(PLAIN, attempt("A", None), S.IN_PROGRESS, id="no grade yet"),
        pytest.param(PLAIN, attempt("A", "0.59"), S.IN_PROGRESS, id="below both bars"),
        pytest.param(PLAIN, attempt("A", "0.59", passed_course=True), S.BELOW_PROGRAM_BAR, id="passed the course only"),
        pytest.param(PROCTORED, attempt("A", None), S.IN_PROGRESS, id="work first, then the exam"),
        pytest.param(PROCTORED, attempt("A", "0.90"), S.EXAM_TO_TAKE, id="exam to take"),
        pytest.param(PROCTORED, attempt("A", "0.90", exams=[E.RESET]), S.EXAM_TO_TAKE, id="exam to take again"),
        pytest.param(PROCTORED, attempt("A", "0.90", exams=[E.SUBMITTED]), S.EXAM_UNDER_REVIEW, id="exam reviewed"),
        pytest.param(PROCTORED, attempt("A", "0.40", exams=[E.SUBMITTED]), S.EXAM_UNDER_REVIEW, id="review first"),
        pytest.param(PROCTORED, attempt("A", "0.90", exams=[E.REJECTED]), S.EXAM_REJECTED, id="exam rejected"),
        pytest.param(PROCTORED, attempt("A", "0.90", exams=[E.ERRORED]), S.EXAM_ERRORED, id="exam errored"),
        pytest.param(
            PROCTORED, attempt("A", "0.90", exams=[E.SUBMITTED, E.REJECTED]), S.EXAM_REJECTED, id="rejected first"
        ),
        pytest.param(
            PROCTORED, attempt("A", "0.90", mode="audit", exams=[E.REJECTED]), S.AUDIT, id="audit before exam"
        ),
        pytest.param(CERTIFIED, attempt("A", "0.90"), S.CERTIFICATE_AWAITED, id="certificate awaited"),
        pytest.param(CERTIFIED, attempt("A", "0.40"), S.IN_PROGRESS, id="grade before certificate"),
        pytest.param(CERTIFIED, attempt("A", "0.90", mode="honor"), S.OTHER_TRACK, id="track before certificate"),
        pytest.param(
            PLAIN, attempt("A", None, certificate_status="downloadable"), S.IN_PROGRESS, id="a certificate, no grade"
        ),
        pytest.param(
            PLAIN, attempt("A", "0.90", mode="audit", certificate_invalidated=True), S.INVALIDATED, id="withdrawn first"
        ),
        pytest.param(PLAIN, attempt("A", "0.90", release=day(9999)), S.EMBARGOED, id="result held back, passed"),
        pytest.param(PLAIN, attempt("A", "0.10", release=day(9999)), S.EMBARGOED, id="result held back, failed"),
        pytest.param(PLAIN, attempt("A", None, release=day(9999)), S.IN_PROGRESS, id="no result to hold back"),
    ],
)
def test_a_course_is_in_one_state(rules, given: Attempt, state: RequirementState) -> None:
    assert state_of(judge(rules, given)) is state


def test_a_course_without_attempts_is_not_enrolled() -> None:
    assert state_of(judge(PLAIN)) is RequirementState.NOT_ENROLLED


@pytest.mark.parametrize(
    ("attempts", "run"),
    [
        pytest.param(
            [attempt("A", "0.90", exams=[E.REJECTED]), attempt("A", "0.10", run=2)], 1, id="the fewest obstacles"
        ),
        pytest.param([attempt("A", "0.10"), attempt("A", "0.20", run=2)], 2, id="then the better grade"),
        pytest.param([attempt("A", "0.20"), attempt("A", "0.20", run=2)], 2, id="then the later run"),
        pytest.param([attempt("A", "0.30", active=False), attempt("A", None, run=2)], 2, id="a run left speaks last"),
        pytest.param([attempt("A", "0.30", mode=None), attempt("A", None, run=2)], 2, id="so does one never joined"),
    ],
)
def test_the_most_useful_attempt_decides_if_none_counts(attempts: list[Attempt], run: int) -> None:
    assert verdict_of(judge(PROCTORED, *attempts), "A").course_run == run_key("A", run)


def test_a_learner_who_left_one_run_and_joined_another_is_in_progress() -> None:
    standing = judge(PLAIN, attempt("A", "0.30", active=False), attempt("A", None, run=2))
    assert (state_of(standing), codes_of(standing)) == (RequirementState.IN_PROGRESS, ("no_grade",))


def test_a_course_is_lost_when_its_verified_exam_is_rejected() -> None:
    verified = attempt("A", "0.90", exams=[E.VERIFIED])
    rejected = replace(verified, exams=(replace(verified.exams[0], status=E.REJECTED),))
    assert [judge(PROCTORED, each).earned for each in (verified, rejected)] == [True, False]


def test_a_rejected_exam_in_one_run_does_not_affect_another_run() -> None:
    attempts = [attempt("A", "0.90", exams=[E.REJECTED]), attempt("A", "0.70", run=2, exams=[E.VERIFIED])]
    verdict = verdict_of(judge(PROCTORED, *attempts), "A")
    assert (verdict.earned, verdict.ratio) == (True, Decimal("0.70"))


def test_an_alias_includes_the_attempts_of_the_old_number() -> None:
    renumbered = course("A", aliases=("Ex+OLD",))
    assert judge(renumbered, attempt("OLD", "0.70")).earned


ENROLLED_FIRST = Enrollment("audit", True, day(100), (EnrollmentChange(day(100), "verified", True),))

#: The attempts of each case in the rule book, and the course at which they are attempts.
TRIES = {
    "try-passed": (PLAIN, attempt("A", "0.70")),
    "try-failed": (PLAIN, attempt("A", "0.01")),
    "try-left": (PLAIN, attempt("A", "0.40", active=False)),
    "graded-zero": (PLAIN, attempt("A", "0.00")),
    "not-graded": (PLAIN, attempt("A", None)),
    "sampled-in-audit": (PLAIN, attempt("A", "0.40", mode="audit")),
    "passed-before-audit": (PLAIN, attempt("A", "0.70", enrollment=ENROLLED_FIRST)),
    "never-joined": (PLAIN, attempt("A", "0.70", mode=None)),
    "submitted-without-a-grade": (PROCTORED, attempt("A", None, exams=[E.SUBMITTED])),
    "rejected-without-a-grade": (PROCTORED, attempt("A", None, exams=[E.REJECTED])),
    "submitted-in-audit": (PROCTORED, attempt("A", None, mode="audit", exams=[E.SUBMITTED])),
    "fault-in-the-exam": (PROCTORED, attempt("A", "0.40", exams=[E.ERRORED])),
    "exam-was-reset": (PROCTORED, attempt("A", "0.40", exams=[E.RESET])),
    "one-of-two-exams-failed-technically": (PROCTORED, attempt("A", "0.40", exams=[E.VERIFIED, E.ERRORED])),
    "exam-to-come": (PROCTORED, attempt("A", "0.40")),
    "fault-without-proctoring": (PLAIN, attempt("A", "0.40", exams=[E.ERRORED])),
}
TRIES_IN_THE_BOOK = cases_of("try-cases")


@pytest.mark.parametrize("name", TRIES)
def test_a_try_is_for_credit_and_shows_a_grade_or_an_exam(name: str) -> None:
    rules, given = TRIES[name]
    [verdict] = verdict_of(judge(rules, given), "A").attempts
    assert ("yes" if verdict.is_try else "no") == TRIES_IN_THE_BOOK[name][-1]


def test_the_rule_book_has_exactly_these_tries() -> None:
    assert list(TRIES_IN_THE_BOOK) == list(TRIES)


def test_the_ranking_ignores_an_audit_run() -> None:
    """The first learner sampled the course in audit, and finished on the same day as the third learner."""
    passed = [attempt("A", "0.80", run=2), attempt("B", "0.80", run=2)]
    later = [replace(each, reached_day=date_of(280)) for each in passed]
    given = [[attempt("A", "0.00", mode="audit"), *passed], later, [attempt("A", None, mode="audit"), *passed]]
    standings = [judge(program(all_of(PLAIN, course("B"))), *attempts) for attempts in given]
    scores = [
        Score(number, each.composite, each.capstone, each.graded_runs, each.completed_on)
        for number, each in enumerate(standings, start=1)
    ]
    assert {each.score.learner_id: each.rank for each in rank_candidates(scores)} == {1: 1, 2: 3, 3: 1}
