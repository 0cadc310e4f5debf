"""Test the rule book's cases of single attempts: whether an attempt counts, and every reason against the attempt."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any, NamedTuple

import pytest

from micromasters_plugin.data import Attempt, Enrollment, EnrollmentChange, ExamStatus
from micromasters_plugin.domain.grades import original_grade, ratio_from_float
from micromasters_plugin.domain.results import judge_attempt
from tests.domain.rule_book import cases_of
from tests.domain.specimens import attempt, course, date_of, day, program

SUBMITTED, VERIFIED, REJECTED = ExamStatus.SUBMITTED, ExamStatus.VERIFIED, ExamStatus.REJECTED
ERRORED, RESET = ExamStatus.ERRORED, ExamStatus.RESET
PLAIN = course("A")
PROCTORED = course("A", proctored=True)
CERTIFIED = course("A", certificate=True)
MASTERS = course("A", credit_modes=("masters",))


def graded(percent: float, **fields: Any) -> Attempt:
    """Return an attempt with this grade on the platform."""
    ratio = ratio_from_float(percent)
    return attempt("A", None if ratio is None else str(ratio), platform_grade=original_grade(percent), **fields)


class Case(NamedTuple):
    """An attempt at a course, and the expected codes of the reasons against the attempt.

    No reasons are expected against an attempt that counts.
    """

    rules: Any
    attempt: Attempt
    codes: tuple[str, ...] = ()
    now: datetime = day(200)
    limits: dict[str, Any] = {}


def changed_mode(mode: str, ratio: str, *, verified: int, audit: int, **fields: Any) -> Attempt:
    """Return an attempt that reached the bar on day 150.

    The arguments are the days on which the learner changes to verified and to audit.
    """
    history = tuple(
        EnrollmentChange(day(when), what, True) for when, what in ((verified, "verified"), (audit, "audit"))
    )
    return attempt("A", ratio, enrollment=Enrollment(mode, True, day(100), history), **fields)


#: The cases of the rule book by name.
CASES = {
    "passed": Case(PLAIN, attempt("A", "0.60")),
    "passed-after-rounding": Case(PLAIN, attempt("A", str(ratio_from_float(0.59995)))),
    "just-below": Case(PLAIN, attempt("A", str(ratio_from_float(0.5999))), ("below_bar",)),
    "passed-the-course-only": Case(PLAIN, attempt("A", "0.55", passed_course=True), ("below_program_bar",)),
    "extra-credit": Case(PLAIN, graded(1.05)),
    "extra-credit-in-audit": Case(PLAIN, graded(1.15, mode="audit"), ("mode_not_for_credit",)),
    "more-than-extra-credit": Case(PLAIN, graded(2.5), ("invalid_grade",)),
    "below-zero": Case(PLAIN, graded(-0.1), ("invalid_grade",)),
    "not-a-number": Case(PLAIN, graded(math.nan), ("invalid_grade",)),
    "no-grade-yet": Case(PLAIN, attempt("A", None), ("no_grade",)),
    "never-enrolled": Case(PLAIN, attempt("A", "0.90", mode=None), ("not_enrolled",)),
    "audit": Case(PLAIN, attempt("A", "0.90", mode="audit"), ("mode_not_for_credit",)),
    "credit-where-verified-counts": Case(
        PLAIN,
        attempt(
            "A",
            "0.90",
            enrollment=Enrollment(
                "credit",
                True,
                day(100),
                (EnrollmentChange(day(100), "verified", True), EnrollmentChange(day(120), "credit", True)),
            ),
        ),
    ),
    "honor": Case(PLAIN, attempt("A", "0.90", mode="honor"), ("other_track",)),
    "masters-listed-by-the-requirement": Case(MASTERS, attempt("A", "0.90", mode="masters")),
    "verified-not-listed-by-the-requirement": Case(MASTERS, attempt("A", "0.90"), ("other_track",)),
    "credit-where-verified-does-not-count": Case(MASTERS, attempt("A", "0.90", mode="credit"), ("other_track",)),
    "late-upgrade": Case(PLAIN, attempt("A", "0.90", mode="verified", bar_reached=day(90))),
    "refund-before-passing": Case(PLAIN, attempt("A", None, active=False), ("no_grade",)),
    "refund-without-passing": Case(
        PLAIN, changed_mode("audit", "0.90", verified=100, audit=120), ("mode_not_for_credit",)
    ),
    "refund-after-passing": Case(PLAIN, changed_mode("audit", "0.90", verified=100, audit=180)),
    "enrolled-again-in-audit": Case(PLAIN, changed_mode("audit", "0.90", verified=100, audit=190)),
    "audit-when-passing": Case(PLAIN, changed_mode("audit", "0.90", verified=100, audit=150), ("mode_not_for_credit",)),
    "audit-pass-without-a-date": Case(
        PLAIN, changed_mode("audit", "0.90", verified=100, audit=180, bar_reached=None), ("mode_not_for_credit",)
    ),
    "unenrolled-after-passing": Case(PLAIN, attempt("A", "0.90", active=False)),
    "certificate-invalidated": Case(
        PLAIN, attempt("A", "0.90", certificate_invalidated=True), ("certificate_invalidated",)
    ),
    "certificate-allowlisted": Case(PLAIN, attempt("A", "0.40", certificate_allowlisted=True), ("below_bar",)),
    "invalidated-beats-allowlisted": Case(
        PLAIN,
        attempt("A", "0.90", certificate_allowlisted=True, certificate_invalidated=True),
        ("certificate_invalidated",),
    ),
    "certificate-missing": Case(CERTIFIED, attempt("A", "0.90"), ("certificate_missing",)),
    "certificate-unverified": Case(
        CERTIFIED, attempt("A", "0.90", certificate_status="unverified"), ("certificate_missing",)
    ),
    "certificate-there": Case(CERTIFIED, attempt("A", "0.90", certificate_status="downloadable")),
    "certificate-there-grade-below": Case(
        CERTIFIED, attempt("A", "0.40", certificate_status="downloadable"), ("below_bar",)
    ),
    "certificate-there-and-invalidated": Case(
        CERTIFIED,
        attempt("A", "0.90", certificate_status="unavailable", certificate_invalidated=True),
        ("certificate_invalidated",),
    ),
    "certificate-not-required": Case(PLAIN, attempt("A", "0.90", certificate_status="unverified")),
    "certificate-and-no-grade": Case(
        PLAIN, attempt("A", None, certificate_status="downloadable"), ("certificate_without_grade",)
    ),
    "certificate-required-and-no-grade": Case(
        CERTIFIED, attempt("A", None, certificate_status="downloadable"), ("certificate_without_grade",)
    ),
    "unverified-and-no-grade": Case(PLAIN, attempt("A", None, certificate_status="unverified"), ("no_grade",)),
    "certificate-and-an-invalid-grade": Case(PLAIN, graded(2.5, certificate_status="downloadable"), ("invalid_grade",)),
    "exam-verified": Case(PROCTORED, attempt("A", "0.90", exams=[VERIFIED])),
    "exam-missing": Case(PROCTORED, attempt("A", "0.90"), ("exam_missing",)),
    "exam-submitted": Case(PROCTORED, attempt("A", "0.90", exams=[SUBMITTED]), ("exam_under_review",)),
    "exam-rejected": Case(PROCTORED, attempt("A", "0.90", exams=[REJECTED]), ("exam_rejected",)),
    "exam-errored": Case(PROCTORED, attempt("A", "0.90", exams=[ERRORED]), ("exam_errored",)),
    "exam-reset": Case(PROCTORED, attempt("A", "0.90", exams=[RESET]), ("exam_missing",)),
    "exam-verified-grade-below": Case(PROCTORED, attempt("A", "0.40", exams=[VERIFIED]), ("below_bar",)),
    "two-exams-both-verified": Case(PROCTORED, attempt("A", "0.90", exams=[VERIFIED, VERIFIED])),
    "two-exams-one-rejected": Case(PROCTORED, attempt("A", "0.90", exams=[VERIFIED, REJECTED]), ("exam_rejected",)),
    "exam-not-required": Case(PLAIN, attempt("A", "0.90", exams=[REJECTED])),
    "results-held-back": Case(PLAIN, attempt("A", "0.90", release=day(300)), ("embargoed",), now=day(299)),
    "results-released": Case(PLAIN, attempt("A", "0.90", release=day(300)), now=day(300)),
    "nothing-to-hold-back": Case(PLAIN, attempt("A", None, release=day(300)), ("no_grade",), now=day(299)),
    "started-before-the-program": Case(
        PLAIN, attempt("A", "0.90"), ("before_program",), limits={"starts": date_of(101)}
    ),
    "started-with-the-program": Case(PLAIN, attempt("A", "0.90"), limits={"starts": date_of(100)}),
    "start-unknown": Case(PLAIN, attempt("A", "0.90", run_start=None), limits={"starts": date_of(101)}),
    "passed-after-the-program": Case(PLAIN, attempt("A", "0.90"), ("after_program",), limits={"ends": date_of(149)}),
    "passed-as-the-program-ends": Case(PLAIN, attempt("A", "0.90"), limits={"ends": date_of(150)}),
    "pass-date-unknown": Case(PLAIN, attempt("A", "0.90", bar_reached=None), limits={"ends": date_of(149)}),
    "several-obstacles": Case(
        PROCTORED,
        attempt(
            "A",
            "0.40",
            mode="audit",
            exams=[REJECTED, SUBMITTED, REJECTED],
            certificate_invalidated=True,
            release=day(300),
        ),
        (
            "mode_not_for_credit",
            "below_bar",
            "exam_rejected",
            "exam_under_review",
            "certificate_invalidated",
            "embargoed",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_attempt_counts_or_names_every_reason(case: Case) -> None:
    verdict = judge_attempt(program(case.rules, **case.limits), case.rules, case.attempt, now=case.now)
    assert (verdict.counts, tuple(reason.code for reason in verdict.reasons)) == (not case.codes, case.codes)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_verdict_repeats_run_and_ratio(case: Case) -> None:
    verdict = judge_attempt(program(case.rules, **case.limits), case.rules, case.attempt, now=case.now)
    assert (verdict.course_run, verdict.ratio) == (case.attempt.course_run, case.attempt.ratio)


def test_the_rule_book_has_exactly_these_cases_and_outcomes() -> None:
    outcomes = {name: ["yes" if not case.codes else "no", ", ".join(case.codes)] for name, case in CASES.items()}
    assert {name: outcome for name, (_, *outcome) in cases_of("attempt-cases").items()} == outcomes


@pytest.mark.parametrize(
    ("case", "values"),
    [
        ("just-below", {"ratio": "0.5999", "bar": "0.60"}),
        ("passed-the-course-only", {"ratio": "0.55", "bar": "0.60"}),
        ("audit", {"mode": "audit", "modes": "verified"}),
        ("honor", {"mode": "honor", "modes": "verified"}),
        ("verified-not-listed-by-the-requirement", {"mode": "verified", "modes": "masters"}),
        ("certificate-missing", {"status": "none"}),
        ("certificate-unverified", {"status": "unverified"}),
        ("below-zero", {"grade": "-0.1"}),
        ("results-held-back", {"until": "2026-10-28T00:00:00+00:00"}),
        ("started-before-the-program", {"starts": "2026-04-12"}),
        ("passed-after-the-program", {"ends": "2026-05-30"}),
    ],
)
def test_a_reason_carries_its_values(case: str, values: dict[str, str]) -> None:
    rules, given, _, now, limits = CASES[case]
    [reason] = judge_attempt(program(rules, **limits), rules, given, now=now).reasons
    assert dict(reason.values) == values


@pytest.mark.parametrize(
    ("mode", "counts"),
    [
        *(("verified", True), ("professional", True), ("credit", True), ("honor", False), ("Verified", False)),
        *(("no-id-professional", False), ("masters", False), ("executive-education", False), ("", False)),
    ],
)
def test_the_program_names_the_modes_that_count(mode: str, counts: bool) -> None:
    given = attempt("A", "0.90", mode=mode)
    rules = program(PLAIN, credit_modes=("verified", "professional"))
    assert judge_attempt(rules, PLAIN, given, now=day(0)).counts is counts


def test_a_mode_that_earns_no_credit_says_which_ones_do() -> None:
    rules = program(PLAIN, credit_modes=("verified", "professional"))
    [reason] = judge_attempt(rules, PLAIN, attempt("A", "0.90", mode="honor"), now=day(0)).reasons
    assert dict(reason.values) == {"mode": "honor", "modes": "verified,professional"}


def test_a_program_may_have_a_lower_bar_than_its_course() -> None:
    given = attempt("A", "0.50", passed_course=False)
    rules = course("A", "0.45")
    assert judge_attempt(program(rules), rules, given, now=day(0)).counts


def test_the_bar_compares_as_a_number_not_as_text() -> None:
    given = attempt("A", "1")
    rules = course("A", "1.0000")
    assert judge_attempt(program(rules), rules, given, now=day(0)).counts
