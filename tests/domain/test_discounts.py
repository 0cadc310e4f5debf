"""Test that staff discount an attempt, and that a verified make-up exam clears an exam that errored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from micromasters_plugin.data import Attempt, ExamAttempt, ExamStatus, OverrideDecision, OverrideKind, RequirementState
from micromasters_plugin.domain.definition import Final, Split
from tests.domain.specimens import (
    all_of,
    attempt,
    capstone,
    codes_of,
    course,
    day,
    decision,
    judge,
    run_key,
    state_of,
    verdict_of,
)

TODAY = 1000
ERRORED, VERIFIED, REJECTED = ExamStatus.ERRORED, ExamStatus.VERIFIED, ExamStatus.REJECTED
SUBMITTED = ExamStatus.SUBMITTED
MIDTERM, MAKE_UP = "midterm", "midterm-make-up"


def discount(run: str, *, since: int = 100, until: int | None = None) -> OverrideDecision:
    return replace(decision(OverrideKind.DISCOUNT, since=since, until=until), course_run=run)


def make_up(exam: str = MAKE_UP, make_up_for: str = MIDTERM) -> OverrideDecision:
    return replace(decision(OverrideKind.MAKE_UP), exam=exam, make_up_for=make_up_for)


# --- discounted -------------------------------------------------------------------------------------------------------


def test_an_attempt_that_is_set_aside_does_not_count_and_says_so() -> None:
    verdict = verdict_of(judge(course("A"), attempt("A", "0.90"), overrides=[discount(run_key("A"))]), "A")
    assert (verdict.earned, verdict.state) == (False, RequirementState.SET_ASIDE)
    assert [reason.code for reason in verdict.reasons] == ["set_aside"]


def test_the_next_best_attempt_counts() -> None:
    attempts = [attempt("A", "0.90"), attempt("A", "0.70", run=2)]
    verdict = verdict_of(judge(course("A"), *attempts, overrides=[discount(run_key("A"))]), "A")
    assert (verdict.earned, str(verdict.ratio)) == (True, "0.70")


@pytest.mark.parametrize(("since", "until", "counts"), [(1000, None, False), (1001, None, True), (1, 1001, False)])
def test_the_attempt_is_set_aside_from_the_decision_until_its_end(since: int, until: int | None, counts: bool) -> None:
    override = discount(run_key("A"), since=since, until=until)
    assert judge(course("A"), attempt("A", "0.90"), now=day(TODAY), overrides=[override]).earned is counts


def test_the_attempt_counts_again_at_the_end() -> None:
    override = discount(run_key("A"), until=TODAY)
    assert judge(course("A"), attempt("A", "0.90"), now=day(TODAY), overrides=[override]).earned


def test_the_learner_is_evaluated_again_at_the_end() -> None:
    standing = judge(course("A"), attempt("A", "0.90"), now=day(500), overrides=[discount(run_key("A"), until=TODAY)])
    assert standing.reevaluate_at == day(TODAY)


def test_an_attempt_that_is_set_aside_is_no_try() -> None:
    attempts = [attempt("A", ratio, run=run) for run, ratio in ((1, "0.40"), (2, "0.50"), (3, "0.80"))]
    standing = judge(course("A", attempts=2), *attempts, overrides=[discount(run_key("A"))])
    assert (standing.earned, standing.graded_runs) == (True, 2)


def test_the_state_comes_from_an_attempt_that_is_not_set_aside() -> None:
    attempts = [attempt("A", "0.90"), attempt("A", None, run=2)]
    assert state_of(judge(course("A"), *attempts, overrides=[discount(run_key("A"))])) is RequirementState.IN_PROGRESS


def test_a_decision_about_another_run_changes_nothing() -> None:
    assert judge(course("A"), attempt("A", "0.90"), overrides=[discount(run_key("A", 2))]).earned


FINAL = Final("Ex+F", (Split(course("A").weight * 0, course("A").weight),))
WITH_FINAL = course("A", final=FINAL)
WORK = attempt("A", "0.90")


def test_a_final_exam_may_be_set_aside() -> None:
    standing = judge(WITH_FINAL, WORK, attempt("F", "0.90"), overrides=[discount(run_key("F"))])
    assert codes_of(standing) == ("set_aside",)


def test_another_final_exam_counts_in_its_place() -> None:
    finals = [attempt("F", "0.90"), attempt("F", "0.70", run=2)]
    standing = judge(WITH_FINAL, WORK, *finals, overrides=[discount(run_key("F"))])
    assert str(verdict_of(standing, "A").ratio) == "0.7000"


def test_a_final_exam_below_the_bar_speaks_before_one_that_is_set_aside() -> None:
    finals = [attempt("F", "0.90"), attempt("F", "0.10", run=2)]
    assert codes_of(judge(WITH_FINAL, WORK, *finals, overrides=[discount(run_key("F"))])) == ("below_bar",)


# --- make-ups ---------------------------------------------------------------------------------------------------------


def sat(ratio: str = "0.80", run: int = 1, **statuses: ExamStatus) -> Attempt:
    """Return an attempt at A with the midterm and its make-up."""
    names = {"midterm": MIDTERM, "make_up": MAKE_UP}
    exams = tuple(ExamAttempt(names[name], status, day(120)) for name, status in statuses.items())
    return replace(attempt("A", ratio, run=run), exams=exams)


PROCTORED = course("A", proctored=True)
BY_FIELD = course("A", proctored=True, make_ups=((MAKE_UP, MIDTERM),))


@pytest.mark.parametrize(
    ("statuses", "codes"),
    [
        ({"midterm": ERRORED, "make_up": VERIFIED}, ()),
        ({"midterm": ERRORED, "make_up": SUBMITTED}, ("exam_errored", "exam_under_review")),
        ({"midterm": ERRORED, "make_up": REJECTED}, ("exam_errored", "exam_rejected")),
        ({"midterm": ERRORED, "make_up": ERRORED}, ("exam_errored",)),
        ({"midterm": ERRORED}, ("exam_errored",)),
        ({"midterm": REJECTED, "make_up": VERIFIED}, ("exam_rejected",)),
        ({"midterm": SUBMITTED, "make_up": VERIFIED}, ("exam_under_review",)),
        ({"midterm": VERIFIED, "make_up": REJECTED}, ("exam_rejected",)),
    ],
)
def test_only_a_verified_make_up_clears_only_an_errored_exam(
    statuses: dict[str, ExamStatus], codes: tuple[str, ...]
) -> None:
    assert codes_of(judge(BY_FIELD, sat(**statuses))) == codes
    assert codes_of(judge(PROCTORED, sat(**statuses), overrides=[make_up()])) == codes


def test_nothing_pairs_exams_that_nobody_named() -> None:
    assert codes_of(judge(PROCTORED, sat(midterm=ERRORED, make_up=VERIFIED))) == ("exam_errored",)


def test_a_make_up_may_be_in_another_run() -> None:
    attempts = [sat(midterm=ERRORED), sat("0.10", run=2, make_up=VERIFIED)]
    assert judge(BY_FIELD, *attempts).earned


def test_a_make_up_in_a_run_that_is_set_aside_clears_nothing() -> None:
    attempts = [sat(midterm=ERRORED), sat("0.10", run=2, make_up=VERIFIED)]
    assert not judge(BY_FIELD, *attempts, overrides=[discount(run_key("A", 2))]).earned


def test_a_chain_of_make_ups_clears_one_exam_only() -> None:
    third = ExamAttempt("third", VERIFIED, day(130))
    given = sat(midterm=ERRORED, make_up=ERRORED)
    given = replace(given, exams=(*given.exams, third))
    chain = [make_up(), make_up("third", MAKE_UP)]
    assert codes_of(judge(PROCTORED, given, overrides=chain)) == ("exam_errored",)


def test_an_exam_never_clears_itself() -> None:
    assert not judge(PROCTORED, sat(midterm=ERRORED), overrides=[make_up(MIDTERM, MIDTERM)]).earned


def test_a_make_up_makes_an_errored_exam_a_try() -> None:
    rules = capstone("A", "0.60", attempts=1, make_ups=((MAKE_UP, MIDTERM),))
    later = replace(sat(run=2), exams=(ExamAttempt("other", VERIFIED, day(300)),))
    elsewhere = replace(attempt("B", "0.90"), exams=(ExamAttempt(MAKE_UP, VERIFIED, day(120)),))
    assert verdict_of(judge(rules, sat("0.40", midterm=ERRORED), later), "A").earned
    assert not verdict_of(judge(all_of(rules, course("B")), sat("0.40", midterm=ERRORED), later, elsewhere), "A").earned


def test_a_make_up_clears_the_exam_of_a_final() -> None:
    final = replace(FINAL, proctored=True)
    rules = course("A", final=final, make_ups=((MAKE_UP, MIDTERM),))
    exams = (ExamAttempt(MIDTERM, ERRORED, day(120)), ExamAttempt(MAKE_UP, VERIFIED, day(130)))
    assert judge(rules, WORK, replace(attempt("F", "0.80"), exams=exams)).earned
    assert not judge(rules, WORK, replace(attempt("F", "0.80"), exams=exams[:1])).earned
