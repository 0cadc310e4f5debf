"""Test the target slider's range, and the slider's answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from xblock.runtime import NullI18nService

from micromasters_plugin.data import PlanStep, ProgramState, Reason, StepKind
from micromasters_xblock.page.target import Need, answer_of, target_of
from micromasters_xblock.words.reader import Reader
from tests.xblock.plans import plan, step
from tests.xblock.specimens import credential, instant, progress, requirement


def test_the_slider_begins_at_the_lowest_passing_grade_and_is_set_to_the_admission_bar(reader: Reader) -> None:
    rows = (requirement(passing_grade=Decimal("0.655")), requirement(passing_grade=Decimal("0.7")))
    target = target_of(progress(requirements=rows, admission_bar=Decimal("0.805")), reader=reader)
    assert target is not None
    assert (target.least, target.value, target.least_shown, target.most_shown) == ("0.65", "0.81", "0.65", "1.00")


@pytest.mark.parametrize(("bar", "value"), [(None, "0.60"), ("0.5", "0.60"), ("1", "1.00")])
def test_the_slider_is_set_between_its_ends(reader: Reader, bar: str | None, value: str) -> None:
    target = target_of(progress(admission_bar=None if bar is None else Decimal(bar)), reader=reader)
    assert target is not None
    assert target.value == value


def test_numbers_beside_the_slider_are_as_the_language_writes_them() -> None:
    with translation.override("fr"):
        target = target_of(progress(), reader=Reader(NullI18nService()))
    assert target is not None
    assert (target.value, target.least_shown, target.point) == ("0.80", "0,60", ",")


@pytest.mark.parametrize(
    ("fields", "is_offered"),
    [
        ({}, True),
        ({"earned": True}, True),
        ({"earned": True, "meets_admission_bar": True}, False),
        ({"earned": True, "admission_bar": None}, False),
        ({"meets_admission_bar": True}, True),
        ({"state": ProgramState.HELD}, False),
        ({"state": ProgramState.REVOKED}, False),
        ({"credential": credential("suspended")}, False),
        ({"credential": credential("valid")}, True),
    ],
    ids=[
        *("open", "below the admission bar", "above it", "no bar", "above it, not earned", "held", "revoked"),
        *("credential suspended", "credential under review"),
    ],
)
def test_a_target_is_offered_while_one_is_possible(reader: Reader, fields: dict[str, Any], is_offered: bool) -> None:
    assert (target_of(progress(**fields), reader=reader) is not None) is is_offered


def test_needed_grades_are_rounded_up_and_fixed_ones_omitted(reader: Reader) -> None:
    answer = answer_of(plan(step(None, key="SC0x", kind=StepKind.FIXED), step()), reader=reader)
    assert answer.claim == "For the credential with a composite of 0.80 you need:"
    assert answer.needs == (Need("SC4x", "0.72 or more", "No next run is announced yet."),)
    assert answer.outcome == "With exactly these grades the composite is 0.80."
    assert answer.summary == f"{answer.claim} SC4x 0.72 or more"


@pytest.mark.parametrize(
    ("needed", "reasons", "detail"),
    [
        (step(kind=StepKind.UNDER_WAY, course_run="run"), (), "Under way."),
        (
            step(kind=StepKind.UNDER_WAY, course_run="run", deadline=instant(2026, 12, 16)),
            (),
            "Under way; the last day is 16 December 2026.",
        ),
        (step(course_run="run", deadline=instant(2027, 1, 20)), (), "Enter by 20 January 2027."),
        (step(course_run="run"), (), ""),
        (
            step(course_run="run", deadline=instant(2027, 1, 20)),
            (Reason("retake", (("requirement", "SC4x"),)),),
            "Taken again. Enter by 20 January 2027.",
        ),
    ],
    ids=["under way", "under way until a day", "to be entered", "no last day", "again"],
)
def test_each_need_has_its_date(reader: Reader, needed: PlanStep, reasons: tuple[Reason, ...], detail: str) -> None:
    (need,) = answer_of(plan(needed, reasons=reasons), reader=reader).needs
    assert need.detail == detail


@pytest.mark.parametrize(
    ("fields", "claim"),
    [
        ({"is_reached": True}, "You have this already: the credential with a composite of 0.80."),
        ({"reasons": (Reason("out_of_reach"),)}, "No grades can bring the composite to 0.80 any more."),
        ({"reasons": (Reason("after_program"),)}, "The program has ended: what is reached now does not count."),
        ({"reasons": (Reason("held"),)}, "The program’s staff have to decide about your credential first."),
        ({"reasons": (Reason("revoked"),)}, "The program’s staff have to decide about your credential first."),
    ],
    ids=["reached", "out of reach", "ended", "held", "revoked"],
)
def test_a_reached_or_impossible_target_is_one_sentence(reader: Reader, fields: dict[str, Any], claim: str) -> None:
    answer = answer_of(plan(step(), **{"is_possible": False, **fields}), reader=reader)
    assert (answer.claim, answer.needs, answer.outcome) == (claim, (), "")


def test_an_unfinished_plan_says_that_the_target_may_be_reachable(reader: Reader) -> None:
    reasons = (Reason("not_worked_out", (("steps", "1000000"),)),)
    answer = answer_of(plan(is_possible=None, composite=None, reasons=reasons), reader=reader)
    assert answer.claim == "There are too many ways to 0.80 to find the easiest one here."
    assert answer.outcome == "It may still be within reach: each course asks for the grade shown with it."
    assert answer.needs == ()
