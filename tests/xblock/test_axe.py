"""Check with axe-core that no page of the block has an accessibility problem."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page
from webob import Request

from micromasters_plugin.data import ProgramSummary
from micromasters_xblock.block import MicromastersProgressBlock
from micromasters_xblock.drawing.rendering import style_sheet
from micromasters_xblock.page.specimens import CODES, specimen
from tests.browsing import barriers
from tests.gallery.program import gallery_outline
from tests.xblock.conftest import AUTHOR, FakePlugin
from tests.xblock.specimens import NOW, PROGRAM, progress, requirement

MakeBlock = Callable[..., MicromastersProgressBlock]
COURSE = "<!doctype html><html lang=en><title>Unit</title><main><h1>Course</h1><h2>Unit</h2>%s</main>"


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Page]:
    """Open one browser page for all tests. Each test replaces the page's content."""
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    yield page
    page.close()


def barriers_in(page: Page, html: str) -> list[str]:
    """Return axe-core's findings on a course page that contains ``html``."""
    page.set_content(COURSE % html)
    page.add_style_tag(content=style_sheet() + style_sheet("editor.css"))
    return barriers(page)


@pytest.mark.parametrize("code", CODES)
def test_a_learners_page_has_no_barrier_in_any_state(
    page: Page, plugin: FakePlugin, make_block: MakeBlock, code: str
) -> None:
    plugin.progress = specimen(gallery_outline(), code, now=NOW)
    html = make_block().student_view().content.replace("<details", "<details open")
    assert barriers_in(page, html) == []


@pytest.mark.parametrize("fields", [{"layout": "compact"}, {"show_grades": False}], ids=["compact", "no grades"])
def test_a_page_with_other_display_settings_has_no_barrier(
    page: Page, plugin: FakePlugin, make_block: MakeBlock, fields: dict[str, Any]
) -> None:
    assert barriers_in(page, make_block(**fields).student_view().content) == []


def test_a_shortened_list_has_no_barrier(page: Page, plugin: FakePlugin, make_block: MakeBlock) -> None:
    plugin.progress = progress(requirements=tuple(requirement(key=f"N{n}", title=f"Course {n}") for n in range(20)))
    html = make_block().student_view().content
    assert "in the table below" in html
    assert barriers_in(page, html.replace("<details", "<details open")) == []


def test_a_visitors_page_has_no_barrier(page: Page, plugin: FakePlugin, make_block: MakeBlock) -> None:
    plugin.outline = gallery_outline()
    assert barriers_in(page, make_block(None).public_view().content) == []


def test_the_page_of_a_deleted_program_has_no_barrier(page: Page, plugin: FakePlugin, make_block: MakeBlock) -> None:
    plugin.programs = []
    assert barriers_in(page, make_block().student_view().content) == []


def test_the_page_of_an_answer_is_complete_and_has_no_barrier(
    page: Page, plugin: FakePlugin, make_block: MakeBlock
) -> None:
    plugin.progress = progress()
    html = make_block().handle("plan", Request.blank("/?composite=0.85")).text
    page.set_content(html)
    page.add_style_tag(content=style_sheet())
    assert barriers(page, in_frame=True) == []


@pytest.mark.parametrize("view", ["author_view", "studio_view"])
@pytest.mark.parametrize("programs", [1, 30])
def test_an_authors_pages_have_no_barrier(
    page: Page, plugin: FakePlugin, make_block: MakeBlock, view: str, programs: int
) -> None:
    more = [ProgramSummary(f"uuid-{n}", f"key-{n}", "", f"Program {n}", "MITx", "", ()) for n in range(1, programs)]
    plugin.programs = [PROGRAM, *more]
    plugin.outline = gallery_outline()
    assert barriers_in(page, getattr(make_block(AUTHOR), view)().content) == []
