"""Test the rule book's cases of attempts in runs that the definition of a course leaves out."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from micromasters_plugin.data import Attempt
from micromasters_plugin.domain.definition import Final, Node
from tests.domain.rule_book import cases_of
from tests.domain.specimens import (
    all_of,
    attempt,
    codes_of,
    course,
    date_of,
    judge,
    program,
    run_key,
    state_of,
    verdict_of,
)
from tests.domain.test_finals import SPLIT

R1, R2 = run_key("A"), run_key("A", 2)
EXCEPTED = course("A", except_runs=(R1,))
LISTED = course("A", runs=(R2,))


class Case(NamedTuple):
    """A tree with the course A, and the attempts."""

    rules: Node
    attempts: list[Attempt]


#: The cases of the rule book by name.
CASES = {
    "excepted": Case(EXCEPTED, [attempt("A", "0.90")]),
    "excepted-and-a-later-run": Case(EXCEPTED, [attempt("A", "0.90"), attempt("A", "0.70", run=2)]),
    "excepted-and-left": Case(EXCEPTED, [attempt("A", "0.90", active=False)]),
    "excepted-and-a-run-below-the-bar": Case(EXCEPTED, [attempt("A", "0.90"), attempt("A", "0.10", run=2)]),
    "excepted-and-a-run-in-audit": Case(EXCEPTED, [attempt("A", "0.90"), attempt("A", None, run=2, mode="audit")]),
    "excepted-run-of-an-alias": Case(
        course("A", aliases=("Ex+OLD",), except_runs=(run_key("OLD"),)), [attempt("OLD", "0.90")]
    ),
    "excepted-run-of-another-number": Case(course("A", except_runs=(run_key("SPOC"),)), [attempt("SPOC", "0.90")]),
    "excepted-although-listed": Case(course("A", runs=(R1, R2), except_runs=(R1,)), [attempt("A", "0.90")]),
    "not-listed": Case(LISTED, [attempt("A", "0.90")]),
    "not-listed-and-a-listed-run": Case(LISTED, [attempt("A", "0.90"), attempt("A", "0.70", run=2)]),
    "not-listed-run-of-an-alias": Case(course("A", aliases=("Ex+OLD",), runs=(R2,)), [attempt("OLD", "0.90")]),
    "listed-in-another-place": Case(
        all_of(course("A", runs=(R2,)), course("A-old", course="Ex+A", runs=(R1,))), [attempt("A", "0.90")]
    ),
    "excepted-in-favour-of-a-final": Case(
        all_of(EXCEPTED, course("B", final=Final("Ex+A", (SPLIT,), runs=(R1,)))), [attempt("A", "0.90")]
    ),
}
BOOK = cases_of("other-run-cases")


@pytest.mark.parametrize("name", CASES)
def test_a_run_that_is_left_out_never_counts_and_says_why(name: str) -> None:
    rules, attempts = CASES[name]
    standing = judge(rules, *attempts)
    *_, state, reasons = BOOK[name]
    assert (state_of(standing).value, ", ".join(codes_of(standing))) == (state, reasons)


def test_the_rule_book_has_exactly_these_cases() -> None:
    assert list(BOOK) == list(CASES)


def test_an_attempt_in_an_excepted_run_is_seen_beside_the_one_that_counts() -> None:
    verdict = verdict_of(judge(EXCEPTED, attempt("A", "0.90"), attempt("A", "0.70", run=2)), "A")
    assert [(each.course_run, each.counts, each.is_try) for each in verdict.attempts] == [
        (R1, False, False),
        (R2, True, True),
    ]


def test_attempts_in_all_runs_keep_the_order_of_the_runs() -> None:
    rules = course("A", except_runs=(R2,))
    attempts = [attempt("A", "0.90", run=run) for run in (3, 2, 1)]
    verdict = verdict_of(judge(rules, *attempts), "A")
    assert [each.course_run for each in verdict.attempts] == [run_key("A", run) for run in (1, 2, 3)]


def test_an_excepted_run_shows_no_grade() -> None:
    assert verdict_of(judge(EXCEPTED, attempt("A", "0.90")), "A").ratio is None


def test_an_excepted_run_has_no_other_reason() -> None:
    rules = program(EXCEPTED, starts=date_of(900))
    assert codes_of(judge(rules, attempt("A", None, mode="honor"))) == ("run_excepted",)


def test_an_excepted_run_of_a_final_exam_does_not_count() -> None:
    rules = course("A", final=Final("Ex+F", (SPLIT,), except_runs=(run_key("F"),)))
    parts = [attempt("A", "0.90"), attempt("F", "0.90"), attempt("F", "0.60", run=2)]
    assert codes_of(judge(rules, *parts[:2])) == ("final_missing",)
    assert str(verdict_of(judge(rules, *parts), "A").ratio) == "0.7200"
