"""Test a page's counts, composite and plan.

The module ``test_page_lines`` has the tests of the lines about the credential.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from micromasters_plugin.data import ProgramState, UnitVerdict
from micromasters_xblock.page.page import Page, outline_page, progress_page
from micromasters_xblock.page.rows import GroupRow, RequirementRow
from micromasters_xblock.visibility import Shown
from micromasters_xblock.words.reader import Reader
from tests.xblock.specimens import (
    NEXT_RUN,
    NOW,
    PROGRAM,
    credential,
    earned,
    electives,
    instant,
    outline,
    progress,
    reason,
    requirement,
    run,
)


def page_of(reader: Reader, **fields: Any) -> Page:
    return progress_page(progress(**fields), heading="", now=NOW, reader=reader)


def row_of(page: Page) -> RequirementRow:
    row = page.items[0]
    assert isinstance(row, RequirementRow)
    return row


def test_the_head_names_institution_kind_and_count(reader: Reader) -> None:
    page = page_of(reader)
    assert (page.origin, page.title, page.count) == (
        "MITx · MicroMasters program",
        "Supply Chain Management",
        "3 of 6 requirements earned",
    )


def test_a_heading_replaces_the_title_which_moves_up(reader: Reader) -> None:
    page = progress_page(progress(), heading="Your way to MIT", now=NOW, reader=reader)
    assert (page.title, page.origin) == ("Your way to MIT", "MITx · MicroMasters program · Supply Chain Management")


def test_the_composite_has_its_bar_and_the_admission_bar_as_its_tick(reader: Reader) -> None:
    composite = page_of(reader).composite
    assert composite is not None
    assert (composite.figure, composite.bar.fill, composite.bar.tick) == ("0.84", "83.67%", "80.00%")


def test_a_composite_just_below_the_admission_bar_shows_four_places(reader: Reader) -> None:
    composite = page_of(reader, composite=Decimal("0.7999")).composite
    assert composite is not None
    assert composite.figure == "0.7999"


def test_a_learner_without_earned_requirements_has_no_composite(reader: Reader) -> None:
    assert page_of(reader, composite=None).composite is None


def test_an_embargoed_grade_is_not_shown(reader: Reader) -> None:
    row = row_of(page_of(reader, requirements=(requirement("embargoed", ratio=Decimal("0.66")),)))
    assert (row.grade, row.bar.fill) == ("", "")


@pytest.mark.parametrize(
    ("state", "course_run", "is_hollow"),
    [
        ("earned", None, False),
        ("in_progress", run(), False),
        ("in_progress", run(end=instant(2026, 11, 1)), True),
        ("exam_under_review", None, False),
        ("audit", run(), True),
        ("exam_rejected", None, True),
        ("invalidated", None, True),
    ],
)
def test_a_grade_that_does_not_count_is_drawn_hollow(
    reader: Reader, state: str, course_run: Any, is_hollow: bool
) -> None:
    row = row_of(page_of(reader, requirements=(requirement(state, ratio=Decimal("0.66"), course_run=course_run),)))
    assert row.bar.is_hollow is is_hollow


def test_a_choice_reads_as_two_of_three(reader: Reader) -> None:
    group = page_of(reader, requirements=(electives(),)).items[0]
    assert isinstance(group, GroupRow)
    assert (group.heading, group.tally) == ("Electives: 2 of 3", "1 earned, 1 to go")


def test_a_choice_with_enough_earned_needs_no_other_course(reader: Reader) -> None:
    first, _, last = electives().children
    children = (first, earned("14.73x", "Poverty", "0.7", instant(2026, 5, 1)), last)
    done = replace(electives(), earned_children=2, children=children)
    group = page_of(reader, requirements=(done,)).items[0]
    assert isinstance(group, GroupRow)
    spare = group.items[2]
    assert isinstance(spare, RequirementRow)
    assert (spare.words.state, spare.words.action) == ("Not needed", None)


def test_the_plan_names_missing_courses_with_their_passing_grades(reader: Reader) -> None:
    assert [(step.goal, step.detail) for step in page_of(reader).steps] == [
        ("Credential:", "0.60 or more in each of SC3x, SC4x and CFx."),
        ("Admission bar:", "a composite of 0.80 or more; yours is 0.84 so far."),
    ]


@pytest.mark.parametrize(
    ("state", "ratio", "plan"),
    [
        ("exam_under_review", "0.70", "the proctored exam verified in SC3x."),
        ("exam_to_take", "0.60", "the proctored exam verified in SC3x."),
        ("exam_rejected", "0.00", "0.60 or more in SC3x."),
        ("in_progress", "0.70", "0.60 or more in SC3x."),
    ],
)
def test_the_plan_asks_for_no_grade_that_the_learner_has(reader: Reader, state: str, ratio: str, plan: str) -> None:
    course = requirement(state, ratio=Decimal(ratio))
    steps = page_of(reader, requirements=(course,), admission_bar=None).steps
    assert [step.detail for step in steps] == [plan]


def test_the_plan_counts_the_courses_that_a_choice_still_needs(reader: Reader) -> None:
    steps = page_of(reader, requirements=(electives(),), admission_bar=None).steps
    assert [step.detail for step in steps] == ["1 more of 14.73x and 14.750x."]


def test_the_plan_is_empty_once_the_credential_is_earned(reader: Reader) -> None:
    assert page_of(reader, earned=True).steps == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"credential": credential("suspended")},
        {"credential": credential("revoked")},
        {"state": ProgramState.HELD},
        {"state": ProgramState.REVOKED},
    ],
    ids=["suspended", "revoked", "held", "revoked without a credential"],
)
def test_a_learner_who_waits_for_a_decision_has_no_next_step(reader: Reader, fields: dict[str, Any]) -> None:
    page = page_of(reader, **fields)
    assert (page.steps, page.target) == ((), None)


def test_a_learner_who_has_begun_gets_no_first_step(reader: Reader) -> None:
    assert page_of(reader).begin is None


def test_a_learner_who_has_not_begun_gets_a_first_step(reader: Reader) -> None:
    begin = page_of(reader, requirements=outline().requirements).begin
    assert begin is not None
    assert (begin.goal, begin.detail) == (
        "Begin with SC0x Supply Chain Analytics.",
        "Next run starts 13 January 2027.",
    )


def test_an_outline_has_each_courses_dates_and_marks_locked_ones(reader: Reader) -> None:
    rows = (
        requirement(next_run=NEXT_RUN),
        requirement("locked", key="CFx", reasons=reason("locked", after="SC3x")),
    )
    page = outline_page(outline(requirements=rows), heading="", now=NOW, reader=reader)
    assert [row.words.detail for row in page.items if isinstance(row, RequirementRow)] == [
        "Next run starts 13 January 2027.",
        "Opens when SC3x is earned.",
    ]


@pytest.mark.parametrize(
    ("accent", "kept"),
    [("#0e5a66", "#0e5a66"), ("", ""), ("red;background:url(//x)", ""), ("#0e5a66;x", ""), ("#0e5a66\n", "")],
)
def test_only_a_hex_colour_becomes_the_accent(reader: Reader, accent: str, kept: str) -> None:
    assert page_of(reader, program=replace(PROGRAM, accent=accent)).accent == kept


def test_states_and_passing_grades_remain_without_grades(reader: Reader) -> None:
    page = progress_page(progress(), heading="", now=NOW, reader=reader, shown=Shown(grades=False))
    row = page.items[3]
    assert isinstance(row, RequirementRow)
    assert (row.grade, row.words.state, row.words.detail, row.passing_grade) == (
        "",
        "In progress",
        "Ends 16 December 2026.",
        "0.60",
    )
    assert page.composite is None
    assert "0.52" not in repr(page) and "0.8" not in repr([step.detail for step in page.steps[:-1]])


@pytest.mark.parametrize(
    ("hidden", "part", "empty"),
    [
        ("plan", "steps", ()),
        ("units", "units", ()),
        ("pathway", "pathway_title", ""),
        ("certificate", "lines", ()),
    ],
)
def test_a_hidden_part_is_absent(reader: Reader, hidden: str, part: str, empty: Any) -> None:
    learner = progress(is_candidate=True, meets_admission_bar=True, units=(UnitVerdict("flows", "Flows", 1, 2),))
    shown = progress_page(learner, heading="", now=NOW, reader=reader)
    page = progress_page(learner, heading="", now=NOW, reader=reader, shown=replace(Shown(), **{hidden: False}))
    assert (bool(getattr(shown, part)), getattr(page, part)) == (True, empty)


def test_a_unit_of_knowledge_says_how_many_of_its_courses_are_earned(reader: Reader) -> None:
    units = tuple(UnitVerdict("key", "Flows", earned, 2) for earned in (0, 1, 2))
    assert [(unit.mark, unit.detail) for unit in page_of(reader, units=units).units] == [
        ("open", "0 of 2 courses earned"),
        ("half", "1 of 2 courses earned"),
        ("earned", "Mastered"),
    ]


def test_the_plan_names_a_nested_program_as_a_whole(reader: Reader) -> None:
    nested = requirement("group_open", key="XS", kind="program", passing_grade=None, required=3)
    page = page_of(reader, requirements=(nested,), admission_bar=None)
    assert [step.detail for step in page.steps] == ["everything that XS asks for."]
    assert row_of(page).words.detail == "0 earned, 3 to go"
