"""Test the rule book's cases of a course whose final exam has separate runs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from micromasters_plugin.data import Attempt, ExamStatus, Reason
from micromasters_plugin.domain.definition import Final, Split, SplitBy
from micromasters_plugin.domain.finals import combine, is_exam_inside, session_of
from tests.domain.rule_book import cases_of
from tests.domain.specimens import NOW, attempt, codes_of, course, date_of, judge, program, run_key, verdict_of

SPLIT = Split(Decimal("0.40"), Decimal("0.60"))
EVEN = Split(Decimal("0.50"), Decimal("0.50"), starts=date_of(150))
LATER = Split(Decimal("0.30"), Decimal("0.70"), starts=date_of(200))
LATER_BY_FINAL = replace(LATER, by=SplitBy.FINAL)
INSIDE = Split(Decimal(1), Decimal(0))
FINAL_ONLY = Split(Decimal(0), Decimal(1))
MOVED_IN = (SPLIT, replace(INSIDE, starts=date_of(200)))
MOVED_OUT = (INSIDE, replace(SPLIT, starts=date_of(200)))
BY_FINAL = {"splits": (SPLIT, LATER_BY_FINAL)}
COURSEWORK_BAR = {"coursework_passing_grade": Decimal("0.50")}


class Case(NamedTuple):
    """The attempts at coursework (A) and final exam (F), with the combined grade or the reasons against this grade."""

    attempts: list[Attempt]
    ratio: str | None = None
    codes: tuple[str, ...] = ()
    final: dict[str, Any] = {}
    limits: dict[str, Any] = {}


def both_parts(coursework: str | None, final: str | None, **fields: Any) -> list[Attempt]:
    return [attempt("A", coursework), attempt("F", final, **fields)]


#: The cases of the rule book by name.
CASES = {
    "both-parts": Case(both_parts("0.90", "0.60"), "0.7200"),
    "rounded-once": Case(both_parts("0.9999", "0.5001"), "0.7000"),
    "coursework-alone": Case([attempt("A", "1.00")], codes=("final_missing",)),
    "final-without-a-grade": Case(both_parts("1.00", None), codes=("final_missing",)),
    "final-with-an-invalid-grade": Case(both_parts("1.00", None, platform_grade="2.5"), codes=("invalid_grade",)),
    "final-never-joined": Case(both_parts("1.00", "0.90", mode=None), codes=("final_missing",)),
    "final-with-a-certificate-only": Case(
        both_parts("1.00", None, certificate_status="downloadable"), codes=("certificate_without_grade",)
    ),
    "coursework-with-a-certificate-only": Case(
        [attempt("A", None, certificate_status="downloadable"), attempt("F", "1.00")],
        codes=("certificate_without_grade",),
    ),
    "final-alone": Case(both_parts(None, "1.00"), codes=("no_grade",)),
    "sum-below-the-bar": Case(both_parts("0.50", "0.60"), "0.5600", ("below_bar",)),
    "final-below-its-bar": Case(both_parts("1.00", "0.4999"), codes=("final_below_bar",)),
    "best-final": Case([*both_parts("0.50", "0.60"), attempt("F", "0.80", run=2)], "0.6800"),
    "better-final-does-not-count": Case(
        [*both_parts("0.90", "0.60"), attempt("F", "0.80", run=2, mode="audit")], "0.7200"
    ),
    "final-in-audit": Case(both_parts("0.90", "0.80", mode="audit"), codes=("other_track",)),
    "coursework-in-audit": Case(
        [attempt("A", "0.80", mode="audit"), attempt("F", "0.60")], "0.6800", ("mode_not_for_credit",)
    ),
    "coursework-may-be-in-audit": Case(
        [attempt("A", "0.80", mode="audit"), attempt("F", "0.60")],
        "0.6800",
        final={"coursework_credit_modes": ("verified", "audit")},
    ),
    "final-in-a-mode-of-its-own": Case(
        both_parts("0.90", "0.80"), codes=("other_track",), final={"credit_modes": ("masters",)}
    ),
    "final-of-another-session": Case(
        both_parts("0.90", "0.80", run=2), codes=("final_missing",), final={"carries_over": False}
    ),
    "final-of-the-same-session": Case(
        [*both_parts("0.90", "0.60"), attempt("F", "0.80", run=2)], "0.7200", final={"carries_over": False}
    ),
    "final-carried-over": Case(both_parts("0.90", "0.80", run=2), "0.8400"),
    "weights-of-the-earlier-term": Case(both_parts("0.90", "0.60"), "0.7200", final={"splits": (SPLIT, LATER)}),
    "weights-of-the-later-term": Case(
        [attempt("A", "0.90", run=2), attempt("F", "0.60")], "0.6900", final={"splits": (SPLIT, LATER)}
    ),
    "weights-before-the-first-term": Case(
        both_parts("0.90", "0.60"), "0.7200", final={"splits": (replace(SPLIT, starts=date_of(150)), LATER)}
    ),
    "weights-of-an-unknown-term": Case(
        [attempt("A", "0.90", run_start=None), attempt("F", "0.60")], "0.6900", final={"splits": (SPLIT, EVEN, LATER)}
    ),
    "final-invalidated": Case(
        both_parts("0.90", "0.80", certificate_invalidated=True), codes=("certificate_invalidated",)
    ),
    "final-before-the-program": Case(
        [attempt("A", "0.90", run=2), attempt("F", "0.80")], codes=("before_program",), limits={"starts": date_of(150)}
    ),
    "final-graded-zero": Case(
        [*both_parts("1.00", "0.00"), attempt("F", "0.60", run=2)], "0.7600", final={"passing_grade": None}
    ),
    "final-with-fewer-obstacles": Case(
        [
            *both_parts("0.90", "0.80", mode="audit", certificate_invalidated=True),
            attempt("F", "0.70", run=2, mode="audit"),
        ],
        codes=("other_track",),
    ),
    "coursework-below-its-bar": Case(both_parts("0.4999", "0.90"), "0.7400", ("coursework_below_bar",), COURSEWORK_BAR),
    "coursework-at-its-bar": Case(both_parts("0.50", "0.70"), "0.6200", final=COURSEWORK_BAR),
    "all-bars-missed": Case(
        both_parts("0.40", "0.50"), "0.4600", ("below_bar", "coursework_below_bar"), COURSEWORK_BAR
    ),
    "coursework-below-its-bar-and-no-final": Case(
        [attempt("A", "0.30")], None, ("final_missing", "coursework_below_bar"), COURSEWORK_BAR
    ),
    "exam-moved-into-the-run": Case([attempt("A", "0.70", run=2)], "0.7000", final={"splits": MOVED_IN}),
    "before-the-exam-moved-into-the-run": Case(both_parts("0.70", "0.60"), "0.6400", final={"splits": MOVED_IN}),
    "separate-exam-after-the-move": Case(
        [attempt("A", "0.70", run=2), attempt("F", "1.00", run=2)], "0.7000", final={"splits": MOVED_IN}
    ),
    "exam-inside-below-the-bar": Case(
        [attempt("A", "0.50", run=2)], "0.5000", ("below_bar",), final={"splits": MOVED_IN}
    ),
    "exam-inside-not-taken": Case(
        [attempt("A", "0.70", run=2)], "0.7000", ("exam_missing",), {"splits": MOVED_IN, "proctored": True}
    ),
    "exam-inside-verified": Case(
        [attempt("A", "0.70", run=2, exams=[ExamStatus.VERIFIED])],
        "0.7000",
        final={"splits": MOVED_IN, "proctored": True},
    ),
    "exam-inside-without-a-grade": Case([attempt("A", None, run=2)], None, ("no_grade",), final={"splits": MOVED_IN}),
    "exam-moved-out-of-the-run": Case(
        [attempt("A", "0.90", run=2), attempt("F", "0.60", run=2)], "0.7200", final={"splits": MOVED_OUT}
    ),
    "before-the-exam-moved-out-of-the-run": Case([attempt("A", "0.70")], "0.7000", final={"splits": MOVED_OUT}),
    "coursework-without-a-share": Case(
        both_parts("0.10", "0.80"), "0.8000", final={"splits": (FINAL_ONLY,), **COURSEWORK_BAR}
    ),
    "coursework-without-a-share-or-a-grade": Case(both_parts(None, "0.80"), "0.8000", final={"splits": (FINAL_ONLY,)}),
    "weights-by-a-later-final": Case([attempt("A", "0.90"), attempt("F", "0.60", run=2)], "0.6900", final=BY_FINAL),
    "weights-by-an-earlier-final": Case(both_parts("0.90", "0.60"), "0.7200", final=BY_FINAL),
    "weights-by-a-final-with-an-unknown-start": Case(
        both_parts("0.90", "0.60", run_start=None), "0.6900", final=BY_FINAL
    ),
    "best-sum-with-a-worse-final": Case(
        [*both_parts("0.90", "0.60"), attempt("F", "0.61", run=2)], "0.7200", final=BY_FINAL
    ),
    "best-sum-with-a-later-final": Case(
        [*both_parts("0.20", "0.80"), attempt("F", "0.80", run=2)], "0.6200", final=BY_FINAL
    ),
    "equal-sums": Case([*both_parts("0.90", "0.60"), attempt("F", "0.60", run=2)], "0.7200"),
    "sum-that-reaches-the-bars": Case(
        [*both_parts("0.40", "0.95"), attempt("F", "0.65", run=2)],
        "0.6500",
        final={"splits": (SPLIT, replace(FINAL_ONLY, starts=date_of(200), by=SplitBy.FINAL)), **COURSEWORK_BAR},
    ),
    "moved-out-by-the-final": Case(
        [attempt("A", "0.70"), attempt("F", "0.90", run=2)],
        "0.8200",
        final={"splits": (INSIDE, replace(SPLIT, starts=date_of(200), by=SplitBy.FINAL))},
    ),
    "final-exam-unverified": Case(
        both_parts("0.90", "0.80", exams=[ExamStatus.SUBMITTED]),
        codes=("exam_under_review",),
        final={"proctored": True},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_both_parts_give_a_grade_or_a_reason(case: Case) -> None:
    final = Final(**{"course": "Ex+F", "splits": (SPLIT,), "passing_grade": Decimal("0.50"), **case.final})
    standing = judge(program(course("A", final=final), **case.limits), *case.attempts)
    verdict = verdict_of(standing, "A")
    assert (verdict.earned, codes_of(standing)) == (not case.codes, case.codes)
    if case.ratio is not None:
        assert verdict.ratio == Decimal(case.ratio)


@pytest.mark.parametrize(
    ("coursework", "exam", "final", "ratio", "earned"),
    [
        pytest.param("0.80", "0.60", {}, "0.6800", True, id="both parts for credit"),
        pytest.param("0.80", "0.50", {"splits": MOVED_IN}, "0.6200", True, id="before the exam moved"),
        pytest.param("0.20", "0.80", {}, "0.5600", True, id="no bar for the coursework"),
        pytest.param("0.20", "0.80", COURSEWORK_BAR, "0.5600", False, id="a bar for the coursework"),
        pytest.param("0.90", "0.30", {"splits": (SPLIT, LATER)}, "0.5400", True, id="by the coursework, first"),
        pytest.param("0.20", "0.65", {"splits": (SPLIT, LATER)}, "0.4700", False, id="by the coursework, second"),
        pytest.param("0.90", "0.30", BY_FINAL, "0.4800", False, id="by the final, first"),
        pytest.param("0.20", "0.65", BY_FINAL, "0.5150", True, id="by the final, second"),
    ],
)
def test_published_programs_combine_both_parts(coursework: str, exam: str, final: dict, ratio: str, earned) -> None:
    rules = course("A", "0.50", final=Final(**{"course": "Ex+F", "splits": (SPLIT,), **final}))
    verdict = verdict_of(judge(rules, attempt("A", coursework), attempt("F", exam, run=2)), "A")
    assert (str(verdict.ratio), verdict.earned) == (ratio, earned)


def test_a_final_of_its_own_replaces_an_exam_inside_the_run_that_was_not_taken() -> None:
    splits = (INSIDE, replace(SPLIT, starts=date_of(200), by=SplitBy.FINAL))
    rules = course("A", final=Final("Ex+F", splits, proctored=True))
    parts = [attempt("A", "0.90"), attempt("F", "0.60", run=2, exams=[ExamStatus.VERIFIED])]
    assert codes_of(judge(rules, parts[0])) == ("exam_missing",)
    assert str(verdict_of(judge(rules, *parts), "A").ratio) == "0.7200"


def test_of_equal_sums_the_earlier_final_is_used() -> None:
    rules = course("A", final=Final("Ex+F", (SPLIT,)))
    finals = [(attempt("F", "0.60", run=run), ()) for run in (1, 2)]
    assert combine(rules, attempt("A", "0.90"), finals, now=NOW).final_run == run_key("F")


def test_an_exam_inside_the_run_makes_a_try_of_a_submitted_exam() -> None:
    rules = course("A", final=Final("Ex+F", (INSIDE,), proctored=True))
    given = [attempt("A", "0.40", exams=[status]) for status in (ExamStatus.ERRORED, ExamStatus.SUBMITTED)]
    assert [verdict_of(judge(rules, each), "A").attempts[0].is_try for each in given] == [False, True]


def test_of_finals_without_a_coursework_grade_the_best_one_is_named() -> None:
    rules = course("A", final=Final("Ex+F", (SPLIT,)))
    finals = [(attempt("F", ratio, run=run), ()) for run, ratio in ((1, "0.60"), (2, "0.80"))]
    combined = combine(rules, attempt("A", None), finals, now=NOW)
    assert (combined.ratio, combined.final_run) == (None, run_key("F", 2))


def test_coursework_below_its_bar_says_by_how_much() -> None:
    final = Final("Ex+F", (SPLIT,), coursework_passing_grade=Decimal("0.50"))
    [reason] = verdict_of(judge(course("A", final=final), *both_parts("0.49", "0.90")), "A").reasons
    assert dict(reason.values) == {"ratio": "0.49", "bar": "0.50"}


def test_both_parts_have_the_modes_of_their_course() -> None:
    rules = course("A", final=Final("Ex+F", (SPLIT,)), credit_modes=("masters",))
    parts = [attempt("A", "0.90", mode="masters"), attempt("F", "0.80", mode="masters")]
    assert judge(rules, *parts).earned


def test_a_final_below_its_bar_says_by_how_much() -> None:
    final = Final("Ex+F", (SPLIT,), passing_grade=Decimal("0.50"))
    [reason] = verdict_of(judge(course("A", final=final), *both_parts("1.00", "0.4999")), "A").reasons
    assert dict(reason.values) == {"ratio": "0.4999", "bar": "0.50"}


@pytest.mark.parametrize(
    ("key", "session"),
    [("course-v1:MITx+CTL.SC0x+1T2026", "1T2026"), ("MITx/CTL.SC0x/1T2014", "1T2014"), ("course-v1:A+B+x/y", "y")],
)
def test_the_session_of_a_run_is_the_last_part_of_its_key(key: str, session: str) -> None:
    assert session_of(key) == session


@pytest.mark.parametrize(
    ("coursework", "final", "reasons"),
    [
        pytest.param("0.90", "0.80", (), id="both parts"),
        pytest.param(None, "0.80", (), id="no coursework yet"),
        pytest.param("0.90", "0.80", (Reason("mode_not_for_credit"),), id="a final that does not count"),
    ],
)
def test_a_verdict_names_the_final_that_counts_with_a_run(coursework: str | None, final: str, reasons) -> None:
    rules = course("A", final=Final("Ex+F", (SPLIT,)))
    combined = combine(rules, attempt("A", coursework), [(attempt("F", final), reasons)], now=NOW)
    assert (combined.final_run, combined.reasons) == (run_key("F"), reasons)


@pytest.mark.parametrize(
    ("splits", "day", "is_inside"),
    [
        (MOVED_IN, 199, False),
        (MOVED_IN, 200, True),
        (MOVED_IN, None, True),
        (MOVED_OUT, 199, True),
        (MOVED_OUT, 200, False),
        ((SPLIT, LATER_BY_FINAL), 200, False),
    ],
)
def test_the_start_of_coursework_says_whether_the_exam_is_inside(
    splits: tuple[Split, ...], day: int | None, is_inside: bool
) -> None:
    assert is_exam_inside(Final("Ex+F", splits), None if day is None else date_of(day)) is is_inside


def test_the_rule_book_has_exactly_these_cases_and_outcomes() -> None:
    outcomes = {name: [case.ratio or "", ", ".join(case.codes)] for name, case in CASES.items()}
    assert {name: outcome for name, (_, *outcome) in cases_of("final-cases").items()} == outcomes
