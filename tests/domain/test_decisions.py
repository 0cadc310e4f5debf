"""Test that overrides change a learner's result in a program: waivers, awards, holds and revocations."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest

from micromasters_plugin.data import Attempt, OverrideDecision, OverrideKind, RequirementState
from micromasters_plugin.domain.definition import AdmissionBar
from tests.domain.rule_book import cases_of
from tests.domain.specimens import (
    all_of,
    at_least,
    attempt,
    codes_of,
    composite_of,
    course,
    date_of,
    day,
    decision,
    judge,
    program,
    progress_of,
    verdict_of,
    waiver,
)

AWARD, HOLD, REVOKE = OverrideKind.AWARD, OverrideKind.HOLD, OverrideKind.REVOKE
A, B = course("A"), course("B")
BOTH = all_of(A, B, key="root")
TODAY = 300
BOOK = cases_of("decision-cases")


class Case(NamedTuple):
    """The overrides and the attempts of a learner."""

    decisions: list[OverrideDecision]
    attempts: list[Attempt]


def passed(**ratios: str) -> list[Attempt]:
    """Return one attempt for each course key."""
    return [attempt(key, ratio) for key, ratio in ratios.items()]


ONE, OTHER, ALL = passed(A="0.70"), passed(B="0.80"), passed(A="0.70", B="0.80")

#: The cases of the rule book by name.
CASES = {
    "none": Case([], ONE),
    "none-all-earned": Case([], ALL),
    "waived": Case([waiver("A")], OTHER),
    "waived-with-a-grade": Case([waiver("A", "0.90")], OTHER),
    "waived-and-failed": Case([waiver("A", "0.90")], passed(A="0.40", B="0.80")),
    "waived-and-passed": Case([waiver("A", "0.90")], ALL),
    "waived-and-passed-better": Case([waiver("A", "0.65")], ALL),
    "waived-without-a-grade-and-passed": Case([waiver("A")], ALL),
    "waived-without-a-grade-and-passed-better": Case([waiver("A")], passed(A="0.90", B="0.80")),
    "waived-and-nothing-else": Case([waiver("A")], []),
    "waived-twice": Case([waiver("A", "0.70", since=200), waiver("A", "0.90")], OTHER),
    "waived-twice-the-later-ended": Case([waiver("A", "0.90"), waiver("A", "0.70", since=200, until=250)], OTHER),
    "whole-program-waived": Case([waiver("root")], ONE),
    "waived-outside-the-program": Case([waiver("Z")], ONE),
    "waived-tomorrow": Case([waiver("A", since=TODAY + 1)], OTHER),
    "waived-today": Case([waiver("A", since=TODAY)], OTHER),
    "waived-until-tomorrow": Case([waiver("A", until=TODAY + 1)], OTHER),
    "waived-until-today": Case([waiver("A", until=TODAY)], OTHER),
    "awarded": Case([decision(AWARD)], ONE),
    "awarded-though-earned": Case([decision(AWARD)], ALL),
    "award-ended": Case([decision(AWARD, until=TODAY)], ONE),
    "held": Case([decision(HOLD)], ALL),
    "held-before-earned": Case([decision(HOLD)], ONE),
    "hold-ended": Case([decision(HOLD, until=TODAY)], ALL),
    "held-though-awarded": Case([decision(HOLD), decision(AWARD, since=200)], ONE),
    "hold-ended-award-remains": Case([decision(HOLD, until=TODAY), decision(AWARD)], ONE),
    "held-though-waived": Case([decision(HOLD), waiver("A")], OTHER),
    "revoked": Case([decision(REVOKE)], ALL),
    "revoked-then-passed-again": Case(
        [decision(REVOKE)], [attempt(key, ratio, bar_reached=day(200)) for key, ratio in (("A", "0.70"), ("B", "0.80"))]
    ),
    "revoked-then-awarded": Case([decision(REVOKE), decision(AWARD, since=200)], ALL),
    "revoked-then-held": Case([decision(REVOKE), decision(HOLD, since=200)], ALL),
    "revocation-ended": Case([decision(REVOKE, until=TODAY)], ALL),
}


@pytest.mark.parametrize("name", CASES)
def test_an_override_changes_the_program_as_the_rule_book_says(name: str) -> None:
    standing = judge(BOTH, *CASES[name].attempts, now=day(TODAY), overrides=CASES[name].decisions)
    assert [standing.state.value, progress_of(standing), composite_of(standing)] == BOOK[name][-3:]


@pytest.mark.parametrize("name", CASES)
def test_the_credential_is_due_only_if_the_program_is_earned_or_awarded(name: str) -> None:
    standing = judge(BOTH, *CASES[name].attempts, now=day(TODAY), overrides=CASES[name].decisions)
    assert standing.earned is (BOOK[name][-3] in ("earned", "awarded"))


@pytest.mark.parametrize("name", CASES)
def test_an_override_does_not_hide_the_result_of_the_tree(name: str) -> None:
    standing = judge(BOTH, *CASES[name].attempts, now=day(TODAY), overrides=CASES[name].decisions)
    assert standing.satisfied is (BOOK[name][-2] == "2 of 2")


def test_the_rule_book_has_exactly_these_cases() -> None:
    assert list(BOOK) == list(CASES)


def test_the_order_of_overrides_changes_nothing() -> None:
    several = [waiver("A", "0.70", since=200), waiver("A", "0.90"), decision(AWARD), decision(HOLD, until=400)]
    standings = [judge(BOTH, *OTHER, now=day(TODAY), overrides=order) for order in (several, several[::-1])]
    assert standings[0] == standings[1]


def test_a_waived_course_shows_the_waiver_and_the_attempt_that_did_not_count() -> None:
    standing = judge(BOTH, *passed(A="0.40"), overrides=[replace(waiver("A", "0.90", since=120), day=date_of(80))])
    verdict = verdict_of(standing, "A")
    assert (verdict.state, codes_of(standing), str(verdict.ratio), verdict.earned_on, verdict.course_run) == (
        RequirementState.WAIVED,
        ("waived",),
        "0.90",
        date_of(80),
        "",
    )
    assert [str(each.ratio) for each in verdict.attempts] == ["0.40"]


def test_a_waived_group_keeps_its_earned_children() -> None:
    tree = all_of(at_least(2, A, B, key="choice"), course("C"))
    standing = judge(tree, *passed(A="0.70", C="0.90"), overrides=[replace(waiver("choice", "0.10"), day=date_of(80))])
    group = standing.root.children[0]
    assert (group.state, group.earned, group.ratio, group.earned_on, [reason.code for reason in group.reasons]) == (
        RequirementState.WAIVED,
        True,
        None,
        date_of(80),
        ["waived"],
    )
    assert [standing.earned, progress_of(standing), composite_of(standing)] == [True, "3 of 3", "0.9000"]


@pytest.mark.parametrize(
    ("ratios", "composite"),
    [
        ({"C": "0.70"}, "0.7000"),
        ({"C": "0.70", "A": "0.60"}, "0.7000"),
        ({"C": "0.70", "A": "0.90"}, "0.8000"),
        ({"C": "0.70", "A": "0.90", "B": "0.65"}, "0.8000"),
        ({"A": "0.65"}, "0.6500"),
    ],
)
def test_a_result_in_a_waived_group_enters_only_if_it_raises_the_composite(ratios, composite) -> None:
    tree = all_of(at_least(2, A, B, key="choice"), course("C"))
    assert composite_of(judge(tree, *passed(**ratios), overrides=[waiver("choice")])) == composite


def test_a_waived_choice_takes_no_more_than_it_needs() -> None:
    tree = all_of(at_least(1, A, B, key="choice"), course("C"))
    results = passed(A="0.80", B="0.90", C="0.60")
    assert composite_of(judge(tree, *results, overrides=[waiver("choice")])) == "0.7500"


def test_an_earned_group_ignores_its_waiver() -> None:
    standing = judge(BOTH, *ALL, overrides=[waiver("root")])
    assert standing.root.state is RequirementState.EARNED


def test_a_choice_takes_a_waived_course_without_a_grade_last() -> None:
    standing = judge(at_least(1, A, B), *OTHER, overrides=[waiver("A")])
    assert composite_of(standing) == "0.8000"


def test_a_course_shows_the_waiver_if_its_grade_would_lower_the_composite() -> None:
    verdict = verdict_of(judge(BOTH, *ALL, overrides=[waiver("A")]), "A")
    assert (verdict.state, verdict.ratio, verdict.course_run) == (RequirementState.WAIVED, None, "")
    assert [each.counts for each in verdict.attempts] == [True]


def test_a_waived_course_enters_the_composite_with_its_weight() -> None:
    tree = all_of(course("A", weight="3"), B)
    assert composite_of(judge(tree, *passed(B="0.60"), overrides=[waiver("A", "0.80")])) == "0.7500"


def test_a_waived_alternative_enters_the_composite_with_its_grade() -> None:
    standing = judge(at_least(1, A, B), *OTHER, overrides=[waiver("A", "0.90")])
    assert composite_of(standing) == "0.9000"


@pytest.mark.parametrize(
    ("decisions", "is_candidate"),
    [
        pytest.param([decision(AWARD)], True, id="awarded"),
        pytest.param([decision(HOLD)], False, id="held"),
        pytest.param([decision(REVOKE)], False, id="revoked"),
        pytest.param([waiver("A")], True, id="waived"),
    ],
)
@pytest.mark.parametrize("credential", [True, False], ids=["credential asked for", "composite alone"])
def test_a_held_or_revoked_learner_is_no_candidate(
    decisions: list[OverrideDecision], is_candidate: bool, credential: bool
) -> None:
    rules = program(BOTH, admission=AdmissionBar(Decimal("0.75"), credential))
    assert judge(rules, *OTHER, overrides=decisions).meets_admission_bar is is_candidate


def test_an_award_below_the_admission_bar_makes_no_candidate() -> None:
    rules = program(BOTH, admission=AdmissionBar(Decimal("0.75")))
    assert not judge(rules, *ONE, overrides=[decision(AWARD)]).meets_admission_bar


MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("decisions", "now", "due"),
    [
        pytest.param([], day(TODAY), None, id="none"),
        pytest.param([decision(HOLD)], day(TODAY), None, id="for good"),
        pytest.param([decision(HOLD, until=400)], day(TODAY), day(400), id="one that ends"),
        pytest.param([decision(HOLD, since=350, until=400)], day(TODAY), day(350), id="one that begins"),
        pytest.param([decision(HOLD, until=400)], day(400) - MOMENT, day(400), id="a moment before its end"),
        pytest.param([decision(HOLD, until=400)], day(400), None, id="at its end"),
        pytest.param([decision(HOLD, since=350)], day(350), None, id="at its beginning"),
        pytest.param([decision(HOLD, until=450), waiver("A", until=400)], day(TODAY), day(400), id="the next of two"),
    ],
)
def test_a_standing_is_due_when_an_override_begins_or_ends(decisions, now, due) -> None:
    assert judge(BOTH, now=now, overrides=decisions).reevaluate_at == due


@pytest.mark.parametrize("grade", [None, "0.90"])
def test_the_day_of_a_waiver_is_a_day_of_the_credential_only(grade: str | None) -> None:
    waived = replace(waiver("A", grade), day=date_of(250))
    standing = judge(BOTH, *OTHER, now=day(TODAY), overrides=[waived])
    assert (standing.completed_on, verdict_of(standing, "A").earned_on) == (date_of(250), date_of(250))
    in_order = replace(all_of(A, B, key="root"), in_order=True)
    assert judge(program(in_order, ends=date_of(200)), *OTHER, now=day(TODAY), overrides=[waived]).earned
