"""A course whose final is graded in runs of its own: the rule book's cases, each by its name there."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from micromasters_plugin.data import Attempt, ExamStatus
from micromasters_plugin.domain.definition import Final, Split
from tests.domain.rule_book import cases_in
from tests.domain.specimens import attempt, codes_of, course, day, judge, verdict_of

SPLIT = Split(Decimal("0.40"), Decimal("0.60"))
LATER = Split(Decimal("0.30"), Decimal("0.70"), starts=day(200))


class Case(NamedTuple):
    """Attempts at coursework (A) and final (F), and the grade of both or the reasons why there is none."""

    attempts: list[Attempt]
    ratio: str | None = None
    codes: tuple[str, ...] = ()
    final: dict[str, Any] = {}


def both(coursework: str | None, final: str | None, **fields: Any) -> list[Attempt]:
    return [attempt("A", coursework), attempt("F", final, **fields)]


#: name, as the rule book has it → the case
CASES = {
    "both-parts": Case(both("0.90", "0.60"), "0.7200"),
    "rounded-once": Case(both("0.9999", "0.5001"), "0.7000"),
    "coursework-alone": Case([attempt("A", "1.00")], codes=("final_missing",)),
    "final-without-a-grade": Case(both("1.00", None), codes=("final_missing",)),
    "final-alone": Case(both(None, "1.00"), codes=("no_grade",)),
    "sum-below-the-bar": Case(both("0.50", "0.60"), "0.5600", ("below_bar",)),
    "final-below-its-bar": Case(both("1.00", "0.4999"), codes=("final_below_bar",)),
    "best-final": Case([*both("0.50", "0.60"), attempt("F", "0.80", run=2)], "0.6800"),
    "better-final-does-not-count": Case([*both("0.90", "0.60"), attempt("F", "0.80", run=2, mode="audit")], "0.7200"),
    "final-in-audit": Case(both("0.90", "0.80", mode="audit"), codes=("mode_not_for_credit",)),
    "final-of-another-session": Case(
        both("0.90", "0.80", run=2), codes=("final_missing",), final={"carries_over": False}
    ),
    "final-carried-over": Case(both("0.90", "0.80", run=2), "0.8400"),
    "weights-of-the-earlier-term": Case(both("0.90", "0.60"), "0.7200", final={"splits": (SPLIT, LATER)}),
    "weights-of-the-later-term": Case(
        [attempt("A", "0.90", run=2), attempt("F", "0.60")], "0.6900", final={"splits": (SPLIT, LATER)}
    ),
    "weights-before-the-first-term": Case(
        both("0.90", "0.60"), "0.7200", final={"splits": (replace(SPLIT, starts=day(150)), LATER)}
    ),
    "weights-of-an-unknown-term": Case(
        [attempt("A", "0.90", run_start=None), attempt("F", "0.60")], "0.6900", final={"splits": (SPLIT, LATER)}
    ),
    "final-exam-unverified": Case(
        both("0.90", "0.80", exams=[ExamStatus.SUBMITTED]), codes=("exam_under_review",), final={"proctored": True}
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_both_parts_give_the_grade_or_say_what_is_missing(case: Case) -> None:
    final = Final(**{"course": "Ex+F", "splits": (SPLIT,), "passing_grade": Decimal("0.50"), **case.final})
    standing = judge(course("A", final=final), *case.attempts)
    verdict = verdict_of(standing, "A")
    assert (verdict.earned, codes_of(standing)) == (not case.codes, case.codes)
    if case.ratio is not None:
        assert verdict.ratio == Decimal(case.ratio)


def test_the_rule_book_has_exactly_these_cases_and_outcomes() -> None:
    outcomes = {name: [case.ratio or "", ", ".join(case.codes)] for name, case in CASES.items()}
    assert {name: outcome for name, (_, *outcome) in cases_in("final-cases").items()} == outcomes
