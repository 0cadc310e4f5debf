"""Test the sentences about the reader's course: the place in the program, the share, and the remaining work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from micromasters_xblock.block import MicromastersProgressBlock
from micromasters_xblock.page.this_course import this_course
from micromasters_xblock.visibility import Shown
from micromasters_xblock.words.reader import Reader
from tests.xblock.conftest import FakePlugin
from tests.xblock.specimens import ENDED_RUN, NOW, electives, progress, reason, requirement, run

PLACE = "SC3x is one of the 6 requirements of this program."
#: A second course. With this course, the share of SC3x is 0.14 of a total weight of 0.56.
BESIDE = requirement(key="SC4x", weight=Decimal("0.42"))


def describe_course(reader: Reader, *rows: Any, grades: bool = False, **fields: Any) -> str:
    """Return the sentences about the course. Grades and the course's share are hidden by default."""
    return this_course(progress(requirements=rows, **fields), now=NOW, reader=reader, shown=Shown(grades=grades))


@pytest.mark.parametrize(
    ("row", "left"),
    [
        (requirement("in_progress", ratio=Decimal("0.52")), "You have 0.52 and need 0.60: 0.08 more is enough."),
        (requirement("earned", ratio=Decimal("0.79")), "You have 0.79; it asks for 0.60."),
        (requirement("exam_under_review", ratio=Decimal("0.70")), "You have 0.70; it asks for 0.60."),
        (requirement("exam_rejected", ratio=Decimal("0.70")), "It asks for a grade of 0.60."),
        (requirement("in_progress"), "It asks for a grade of 0.60."),
        (requirement("embargoed", ratio=Decimal("0.79")), ""),
        (requirement("waived"), ""),
        (requirement("audit", ratio=Decimal("0.52")), "It asks for a grade of 0.60."),
        (
            requirement("in_progress", ratio=Decimal("0.52"), course_run=ENDED_RUN),
            "You had 0.52; it asks for 0.60.",
        ),
    ],
    ids=["below", "earned", "under review", "rejected", "no grade", "embargoed", "waived", "audit", "over"],
)
def test_each_state_says_what_is_left_in_the_course(reader: Reader, row: Any, left: str) -> None:
    assert describe_course(reader, replace(row, is_this_course=True)) == f"{PLACE} {left}".strip()


def test_the_compact_layout_says_a_missing_amount_once(
    make_block: Callable[..., MicromastersProgressBlock], plugin: FakePlugin
) -> None:
    below = requirement("in_progress", ratio=Decimal("0.52"), reasons=reason("below_bar"), is_this_course=True)
    plugin.progress = progress(requirements=(below,))
    html, _ = make_block(layout="compact").student_view().content.split("<details", 1)
    assert html.count("0.08") == 1
    assert "You have 0.52; it asks for 0.60." in html


def test_a_course_outside_the_program_has_no_sentence(reader: Reader) -> None:
    assert describe_course(reader, requirement("in_progress", ratio=Decimal("0.52"))) == ""


def test_the_only_course_of_a_program_is_called_so(reader: Reader) -> None:
    here = requirement("waived", is_this_course=True)
    assert describe_course(reader, here, total_requirements=1) == "SC3x is the one requirement of this program."


def test_a_course_in_a_choice_names_the_choice(reader: Reader) -> None:
    choice = electives()
    here = replace(choice.children[1], is_this_course=True)
    group = replace(choice, children=(choice.children[0], here, choice.children[2]))
    assert describe_course(reader, BESIDE, group).startswith(
        "14.73x is one of 3 in Electives, of which 2 must be earned. "
    )


def test_a_courses_share_is_its_part_of_all_weights(reader: Reader) -> None:
    assert "Its share of the composite is 0.25." in describe_course(
        reader, requirement(is_this_course=True), BESIDE, grades=True
    )


@pytest.mark.parametrize(
    "beside", [electives(), requirement("waived", key="SC4x")], ids=["a choice", "one that is waived"]
)
def test_a_share_that_depends_on_other_courses_is_omitted(reader: Reader, beside: Any) -> None:
    assert "share" not in describe_course(reader, requirement(is_this_course=True), beside, grades=True)


def test_the_share_is_hidden_with_the_grades(reader: Reader) -> None:
    assert "share" not in describe_course(reader, requirement(is_this_course=True), BESIDE)


@pytest.mark.parametrize(("layout", "is_said"), [("full", False), ("compact", True)])
def test_a_page_without_the_list_shows_this_courses_state_and_action(
    make_block: Callable[..., MicromastersProgressBlock], plugin: FakePlugin, layout: str, is_said: bool
) -> None:
    plugin.progress = progress(requirements=(requirement("audit", is_this_course=True, course_run=run()), BESIDE))
    html = make_block(layout=layout).student_view().content
    beside = html[html.index("mm-this-course") :].split("</div>")[0]
    assert ("<b>Audit</b> Does not count yet. Upgrade to make it count." in beside) is is_said
    assert (">Upgrade<" in beside) is is_said
