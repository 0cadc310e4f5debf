"""Test the shortened list of requirements, and the complete table."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from micromasters_plugin.data import RequirementProgress
from micromasters_xblock.block import MicromastersProgressBlock
from micromasters_xblock.page.page import Page, progress_page
from micromasters_xblock.page.rows import RequirementRow
from micromasters_xblock.words.reader import Reader
from tests.xblock.conftest import FakePlugin
from tests.xblock.specimens import NEXT_RUN, NOW, earned, electives, instant, progress, requirement

MakeBlock = Callable[..., MicromastersProgressBlock]


def rows(number: int) -> list[RequirementProgress]:
    """Return ten earned courses, two courses with other results, and ``number - 12`` courses without a result.

    The learner is taking one of the two courses, and has a grade below the passing grade in the other course.
    """
    return [
        *(earned(f"E{n}", f"Earned {n}", "0.8", instant(2026, 5, 1)) for n in range(10)),
        requirement("in_progress", key="P", ratio=Decimal("0.4")),
        requirement("below_program_bar", key="F", ratio=Decimal("0.5")),
        *(requirement(key=f"N{n}", title=f"Later {n}") for n in range(number - 12)),
    ]


def page_of(reader: Reader, *requirements: RequirementProgress) -> Page:
    return progress_page(progress(requirements=requirements), heading="", now=NOW, reader=reader)


def codes(page: Page) -> list[str]:
    return [item.code for item in page.items if isinstance(item, RequirementRow)]


def test_a_long_list_keeps_what_is_under_way_or_fell_short_and_the_next_three(reader: Reader) -> None:
    page = page_of(reader, *rows(20))
    assert codes(page) == ["P", "F", "N0", "N1", "N2"]
    assert (page.is_folded, len(page.table)) == (True, 20)


def test_a_shorter_list_is_whole(reader: Reader) -> None:
    page = page_of(reader, *rows(19))
    assert (page.is_folded, len(codes(page))) == (False, 19)


def test_this_course_stays_and_groups_keep_their_headings(reader: Reader) -> None:
    here = requirement("earned", key="HERE", is_this_course=True)
    page = page_of(reader, *rows(20), electives(), here)
    assert codes(page)[-1] == "HERE"
    (group,) = (item for item in page.items if not isinstance(item, RequirementRow))
    assert [row.code for row in group.items if isinstance(row, RequirementRow)] == ["14.73x"]


def test_the_page_says_that_the_table_has_the_folded_rows(make_block: MakeBlock, plugin: FakePlugin) -> None:
    plugin.progress = progress(requirements=tuple(rows(50)))
    html = make_block().student_view().content
    assert "The other requirements are in the table below." in html
    assert "Earned 3" in html[html.index("<table") :]


@pytest.mark.parametrize(("layout", "number"), [("full", 20), ("compact", 13)], ids=["folded", "compact"])
def test_the_table_has_the_sentence_and_link_of_each_folded_row(
    make_block: MakeBlock, plugin: FakePlugin, layout: str, number: int
) -> None:
    last = requirement(key="LAST", title="The last", next_run=NEXT_RUN)
    plugin.progress = progress(requirements=(*rows(number), last))
    html = make_block(layout=layout).student_view().content
    (row,) = (row for row in html[html.index("<table") :].split("<tr>") if "LAST" in row)
    assert "<bdi>The last</bdi>" in row
    assert "<b>Not enrolled</b> Next run starts 13 January 2027." in row
    assert f'href="{NEXT_RUN.url}" target="_top">Enroll</a>' in row


def test_the_table_repeats_no_link_of_a_complete_list(make_block: MakeBlock, plugin: FakePlugin) -> None:
    plugin.progress = progress(requirements=(requirement(next_run=NEXT_RUN),))
    html = make_block().student_view().content
    assert html.count(">Enroll<") == 1
    assert "Enroll" not in html[html.index("<table") : html.index("</table")]
