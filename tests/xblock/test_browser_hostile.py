"""Check that hostile texts in Studio's fields and in the program stay texts in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from webob import Request

import micromasters_xblock
from micromasters_plugin.data import LearnerProgress, UnitVerdict
from micromasters_xblock.block import MicromastersProgressBlock
from tests.hostile import CORPUS, HARMLESS, harm
from tests.xblock.conftest import AUTHOR, FakePlugin
from tests.xblock.specimens import PROGRAM, credential, outline, progress, reason, requirement, run

MakeBlock = Callable[..., MicromastersProgressBlock]
SCRIPTS = Path(micromasters_xblock.__file__).parent / "public" / "js"
# The block's script, with handlers whose answers the test sets.
START = """
([name, answer]) => {
  window.fetch = () => Promise.resolve(new Response(answer));
  const runtime = { handlerUrl: () => '/handler', notify: () => {} };
  window[name](runtime, document.getElementById('host'), {});
}
"""


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Page]:
    """Open one browser page for all tests. Each test replaces the page's content."""
    page = browser.new_page()
    yield page
    page.close()


def hostile(learner: LearnerProgress, text: str) -> LearnerProgress:
    """Return progress with ``text`` as every text of the definition and as every course title of the platform."""
    row = requirement(
        "in_progress",
        key=text,
        title=text,
        is_this_course=True,
        course_run=run(title=text, url=text, currency=text),
        reasons=reason("below_bar", ratio=text, bar=text),
    )
    locked = requirement("locked", key=text, title=text, reasons=reason("locked", after=text))
    later = requirement(key=text, title=text, next_run=run(title=text, url=text))
    group = requirement("group_open", key=text, title=text, kind="at_least", required=2, children=(later, locked))
    return replace(
        learner,
        program=replace(PROGRAM, title=text, institution=text, kind=text, accent=text),
        pathway_title=text,
        pathway_worth=text,
        requirements=(row, group),
        credential=credential(name=text, program_title=text, institution=text),
        units=(UnitVerdict(text, text, 1, 2),),
    )


@pytest.fixture(params=CORPUS, ids=range(len(CORPUS)))
def text(request: pytest.FixtureRequest, plugin: FakePlugin) -> str:
    """Return a hostile text. Each text of the fake plugin is this hostile text."""
    plugin.progress = hostile(progress(), request.param)
    plugin.outline = hostile(outline(), request.param)
    plugin.programs = [replace(PROGRAM, title=request.param, institution=request.param)]
    return request.param


def show(page: Page, html: str, script: str = "", name: str = "", answer: str = "") -> None:
    page.set_content(f"<!doctype html><div id=host>{html}</div>")
    if script:
        page.add_script_tag(content=(SCRIPTS / script).read_text())
        page.evaluate(START, [name, answer])


def shows(page: Page, text: str) -> bool:
    return page.evaluate("text => document.body.textContent.includes(text)", text)


def test_a_learners_page_shows_them_as_text(page: Page, make_block: MakeBlock, text: str) -> None:
    show(page, make_block(heading=text).student_view().content)
    assert shows(page, text)
    assert harm(page) == HARMLESS


def test_a_visitors_page_shows_them_as_text(page: Page, make_block: MakeBlock, text: str) -> None:
    show(page, make_block(None, heading=text).public_view().content)
    assert shows(page, text)
    assert harm(page) == HARMLESS


def test_the_scripts_updates_show_them_as_text(page: Page, make_block: MakeBlock, text: str) -> None:
    block = make_block(heading=text)
    answer = json.loads(
        block.handle("plan", Request.blank("/?composite=0.8", headers={"Accept": "application/json"})).body
    )
    answer["html"] += json.loads(block.handle("refresh", Request.blank("/")).body)["html"]
    show(page, block.student_view().content, "progress.js", "MicromastersProgress", json.dumps(answer))
    page.get_by_role("button").click()
    page.wait_for_function("document.querySelector('[data-mm-answer]').textContent")
    assert harm(page) == HARMLESS


def test_studios_preview_shows_them_as_text(page: Page, make_block: MakeBlock, text: str) -> None:
    block = make_block(AUTHOR, heading=text)
    answer = block.handle("specimen", Request.blank("/?code=locked")).text
    show(page, block.author_view().content, "preview.js", "MicromastersProgressPreview", answer)
    page.get_by_role("combobox").select_option("locked")
    assert shows(page, text)
    assert harm(page) == HARMLESS


def test_studios_editor_holds_them_as_values(page: Page, make_block: MakeBlock, text: str) -> None:
    fields = dict.fromkeys(("display_name", "heading", "layout", "program_uuid"), text)
    block = make_block(AUTHOR, **fields)
    show(page, block.studio_view().content, "editor.js", "MicromastersProgressEditor", json.dumps({"error": text}))
    assert page.get_by_label("Heading").input_value() == text
    assert page.get_by_label("Display name").input_value() == text
    page.get_by_role("button", name="Save").click()
    assert harm(page) == HARMLESS
