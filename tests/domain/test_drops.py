"""Test that the rules find further losses after staff judged a learner's loss."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from micromasters_plugin.data import Attempt, OverrideDecision, OverrideKind
from micromasters_plugin.domain.definition import NestedProgram, ProgramRules
from micromasters_plugin.domain.drops import has_new_loss
from micromasters_plugin.domain.overrides import in_force
from tests.domain.rule_book import cases_of
from tests.domain.specimens import all_of, at_least, attempt, course, day, decision, judge, program, waiver

A, B, C = (course(key) for key in "ABC")
INNER = program(all_of(all_of(course("D"), course("E"), key="pair"), course("F")), uuid="inner")
THREE = program(all_of(A, B, C, key="root"))
CHOICE = program(all_of(A, at_least(2, B, C, key="choice"), key="root"))
NESTED = program(all_of(A, NestedProgram("P", "", "inner"), key="root"))
ORDERED = program(all_of(A, at_least(1, B, C, key="choice"), course("G"), key="root", in_order=True))
SHARED = program(
    all_of(
        at_least(1, course("A1", course="Ex+A"), B, key="1"), at_least(1, course("A2", course="Ex+A"), C, key="2"), A
    )
)
AWARD, HOLD, REVOKE = OverrideKind.AWARD, OverrideKind.HOLD, OverrideKind.REVOKE
BOOK = cases_of("drop-cases")
JUDGED, NOW = 300, 400


class Facts(NamedTuple):
    """The attempts and overrides in a program and in its nested program."""

    attempts: list[Attempt]
    decided: list[OverrideDecision] = []
    inside: list[OverrideDecision] = []


def passed(**ratios: str) -> list[Attempt]:
    """Return one attempt for each course key."""
    return [attempt(key, ratio) for key, ratio in ratios.items()]


KEPT = passed(A="0.70", B="0.50", C="0.50")
INSIDE = passed(A="0.50", D="0.70", E="0.70", F="0.50")

#: Each case of the rule book: the program, the facts that staff judged on day 300, and the facts on day 400.
CASES: dict[str, tuple[ProgramRules, Facts, Facts]] = {
    "nothing-else": (THREE, Facts(KEPT), Facts(KEPT)),
    "rises-below-the-bar": (THREE, Facts(KEPT), Facts(passed(A="0.70", B="0.59", C="0.50"))),
    "falls-further-below": (THREE, Facts(KEPT), Facts(passed(A="0.70", B="0.10", C="0.50"))),
    "falls-and-still-counts": (THREE, Facts(KEPT), Facts(passed(A="0.60", B="0.50", C="0.50"))),
    "one-recovered": (THREE, Facts(KEPT), Facts(passed(A="0.70", B="0.70", C="0.50"))),
    "another-lost": (THREE, Facts(KEPT), Facts(passed(A="0.50", B="0.50", C="0.50"))),
    "another-lost-while-one-recovers": (THREE, Facts(KEPT), Facts(passed(A="0.50", B="0.70", C="0.50"))),
    "another-deleted": (THREE, Facts(KEPT), Facts(KEPT[1:])),
    "another-invalidated": (
        THREE,
        Facts(KEPT),
        Facts([attempt("A", "0.70", certificate_invalidated=True), *KEPT[1:]]),
    ),
    "better-retake": (THREE, Facts(KEPT), Facts([*KEPT, attempt("A", "0.90", run=2)])),
    "attempt-lost-and-a-worse-one-used": (
        THREE,
        Facts([*KEPT, attempt("A", "0.90", run=2)]),
        Facts([*KEPT, attempt("A", "0.30", run=2)]),
    ),
    "attempt-lost-and-a-better-one-used": (
        THREE,
        Facts(KEPT),
        Facts([attempt("A", "0.10"), *KEPT[1:], attempt("A", "0.90", run=2)]),
    ),
    "attempt-lost-and-waived": (THREE, Facts(KEPT), Facts(KEPT[1:], [waiver("A")])),
    "waiver-withdrawn": (THREE, Facts(KEPT[1:], [waiver("A")]), Facts(KEPT[1:])),
    "waiver-ended": (THREE, *[Facts(KEPT[1:], [waiver("A", until=350)])] * 2),
    "waiver-withdrawn-and-passed": (THREE, Facts(KEPT, [waiver("B")]), Facts(passed(A="0.70", B="0.70"))),
    "group-waiver-withdrawn": (
        CHOICE,
        Facts(passed(A="0.50", B="0.50"), [waiver("choice")]),
        Facts(passed(A="0.50", B="0.50")),
    ),
    "award-withdrawn": (THREE, Facts(KEPT, [decision(AWARD)]), Facts(KEPT)),
    "still-held": (THREE, Facts(KEPT, [decision(HOLD)]), Facts(KEPT, [decision(HOLD)])),
    "held-anew": (THREE, Facts(KEPT, [decision(HOLD)]), Facts(KEPT, [decision(HOLD, since=350)])),
    "revoked-since": (THREE, Facts(KEPT, [decision(HOLD)]), Facts(KEPT, [decision(HOLD), decision(REVOKE, since=350)])),
    "lost-while-held": (
        THREE,
        Facts(passed(A="0.70", B="0.70", C="0.70"), [decision(HOLD)]),
        Facts(KEPT, [decision(HOLD)]),
    ),
    "counts-elsewhere": (SHARED, Facts(passed(A="0.70", B="0.70")), Facts(passed(A="0.70", C="0.70", B="0.65"))),
    "lost-inside-a-program": (NESTED, Facts(INSIDE), Facts(passed(A="0.50", D="0.70", E="0.10", F="0.50"))),
    "recovered-inside-a-program": (NESTED, Facts(INSIDE), Facts(passed(A="0.50", D="0.70", E="0.70", F="0.70"))),
    "held-inside-a-program": (
        NESTED,
        Facts(passed(A="0.50", D="0.70", E="0.70", F="0.70")),
        Facts(passed(A="0.50", D="0.70", E="0.70", F="0.70"), inside=[decision(HOLD, since=350)]),
    ),
    "out-of-order": (
        ORDERED,
        Facts([attempt("A", "0.70"), attempt("B", "0.70", run=2)]),
        Facts([attempt("A", "0.70", bar_reached=day(260)), attempt("B", "0.70", run=2)]),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_further_loss_follows_the_rule_book(name: str) -> None:
    rules, judged, present = CASES[name]
    standings = []
    for facts, today in ((judged, JUDGED), (present, NOW)):
        inside = judge(INNER, *facts.attempts, now=day(today), overrides=facts.inside)
        standings.append(
            judge(rules, *facts.attempts, now=day(today), overrides=facts.decided, nested={"inner": inside})
        )
    lost = has_new_loss(
        rules,
        *standings,
        overrides_before=in_force(judged.decided, day(JUDGED)),
        overrides_after=in_force(present.decided, day(NOW)),
    )
    assert ("looked at again" if lost else "stays") == BOOK[name][-1]


def test_the_rule_book_has_exactly_these_cases() -> None:
    assert list(BOOK) == list(CASES)
