"""Test the strip of requirements, and the table that shows the same content as the strip."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from micromasters_plugin.data import Reason
from micromasters_xblock.page.page import progress_page
from micromasters_xblock.page.picture import draw
from micromasters_xblock.visibility import without_grades
from micromasters_xblock.words.reader import Reader
from tests.gallery.program import gallery_outline
from tests.xblock.specimens import ENDED_RUN, NOW, electives, progress, requirement


def fills(*rows: Any) -> list[float]:
    """Return the filled share of each segment, from 0 to 1."""
    segments = draw(rows, now=NOW).segments
    return [float(s.fill.rstrip("%") or 0) / float(s.width.rstrip("%")) for s in segments]


def test_there_are_as_many_segments_as_requirements_to_earn() -> None:
    outline = gallery_outline()
    assert len(draw(outline.requirements, now=NOW).segments) == outline.total_requirements


@pytest.mark.parametrize("number", [1, 3, 6])
def test_the_strip_runs_from_edge_to_edge(number: int) -> None:
    first, *_, last = [*draw([requirement()] * number, now=NOW).segments] * 2
    assert first.x == "0.00%"
    assert float(last.x.rstrip("%")) + float(last.width.rstrip("%")) == pytest.approx(100, abs=0.01)


@pytest.mark.parametrize(
    ("row", "filled"),
    [
        (requirement("earned", ratio=Decimal("0.7")), 1),
        (requirement("waived"), 1),
        (requirement("in_progress", ratio=Decimal("0.3")), 0.5),
        (requirement("in_progress", ratio=Decimal("0.59")), 0.9),
        (requirement("in_progress"), 0),
        (requirement("in_progress", ratio=Decimal("0.3"), course_run=ENDED_RUN), 0),
        (requirement("exam_under_review", ratio=Decimal("0.9")), 0.9),
        (requirement("embargoed", ratio=Decimal("0.1")), 0.9),
        (requirement("audit", ratio=Decimal("0.9")), 0),
        (requirement("not_enrolled"), 0),
    ],
    ids=lambda value: value.state.value if hasattr(value, "state") else str(value),
)
def test_a_segment_is_full_only_when_the_requirement_is_earned(row: Any, filled: float) -> None:
    assert fills(row) == [pytest.approx(filled, abs=0.01)]


def test_embargoed_results_all_look_alike() -> None:
    rows = [requirement("embargoed", ratio=Decimal(ratio)) for ratio in ("0.1", "0.99")]
    assert draw(rows[:1], now=NOW) == draw(rows[1:], now=NOW)


def test_a_choice_has_a_segment_for_each_required_course_most_advanced_first() -> None:
    picture = draw([electives()], now=NOW)
    assert fills(electives()) == [pytest.approx(1, abs=0.01), pytest.approx(0.68, abs=0.01)]
    assert len(picture.brackets) == 1


def test_exams_and_locked_requirements_have_distinct_shapes() -> None:
    *_, last = draw(gallery_outline().requirements, now=NOW).segments
    assert (last.is_exam, last.is_locked) == (True, True)


def test_segment_lengths_hide_grades_that_are_not_shown() -> None:
    low, high = (progress(requirements=(requirement("in_progress", ratio=Decimal(r)),)) for r in ("0.1", "0.5"))
    assert draw(without_grades(low).requirements, now=NOW) == draw(without_grades(high).requirements, now=NOW)


def test_the_table_agrees_with_the_strip_and_the_list(reader: Reader) -> None:
    page = progress_page(replace(progress(), requirements=(electives(),)), heading="", now=NOW, reader=reader)
    assert [(item.group, item.row.code, item.row.words.state) for item in page.table] == [
        ("Electives: 2 of 3", "14.740x", "Earned"),
        ("Electives: 2 of 3", "14.73x", "In progress"),
        ("Electives: 2 of 3", "14.750x", "Not enrolled"),
    ]


def test_a_program_without_requirements_has_an_empty_strip() -> None:
    assert draw([], now=NOW).segments == ()


def test_a_reason_from_a_newer_release_is_hidden_with_the_grades() -> None:
    row = requirement(reasons=(Reason("of_a_newer_release"), Reason("exam_missing")))
    (left,) = without_grades(progress(requirements=(row,))).requirements
    assert left.reasons == (Reason("exam_missing"),)
