"""Test the block on a narrow screen, zoomed, printed, in forced colours, without motion and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.gallery.cases import Case
from tests.gallery.drawing import draw, page
from tests.gallery.states import STATES
from tests.gallery.test_layout import CONTRAST, LOOK, overlaps

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOTION = """
() => [...document.querySelectorAll('*')].filter(element => {
  const style = getComputedStyle(element);
  return style.animationName !== 'none' || style.transitionDuration !== '0s' || style.scrollBehavior !== 'auto';
}).length
"""
#: Find buttons, links and texts whose colour equals the background that the browser puts behind all text.
COLOURS_OF_PAPER = """
() => {
  const paper = getComputedStyle(document.querySelector('.mm-block')).backgroundColor;
  return [...document.querySelectorAll('.mm-block :is(a, button, p, b, h3, h4, span, label)')]
    .filter(element => getComputedStyle(element).color === paper).map(element => element.outerHTML);
}
"""
Open = Callable[..., Page]


def case_of(state: str = "in_progress", **changes: Any) -> Case:
    return Case(state, "learner", "full", "en", 1280, "light")._replace(**changes)


@pytest.fixture
def open_case(browser: Any) -> Iterator[Open]:
    """Return a function that opens a case in a browser of the given size and with the reader's given settings."""
    contexts = []

    def open_page(case: Case, *, width: int = 1280, **settings: Any) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}, **settings))
        tab = contexts[-1].new_page()
        tab.set_content(page(case, draw(case)))
        return tab

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def narrow(browser: Any) -> Iterator[Page]:
    """Open one tab, 320 pixels wide, for all states, because opening a new tab takes longer than the check."""
    tab = browser.new_page(viewport={"width": 320, "height": 800})
    yield tab
    tab.close()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("state", STATES)
def test_nothing_scrolls_sideways_at_320_pixels(narrow: Page, state: str, language: str) -> None:
    case = case_of(state, language=language)
    narrow.set_content(page(case, draw(case)))
    assert narrow.evaluate(OVERFLOW) == 0


@pytest.mark.parametrize("layout", ["full", "compact"])
@pytest.mark.parametrize("width", [320, 640])
def test_enlarged_text_stays_on_the_screen_and_off_other_text(open_case: Open, layout: str, width: int) -> None:
    tab = open_case(case_of(layout=layout), width=width)
    tab.add_style_tag(content="html { font-size: 200% }")
    assert tab.evaluate(OVERFLOW) == 0
    assert overlaps(tab.evaluate(LOOK)["texts"]) == []


@pytest.mark.parametrize("layout", ["full", "compact"])
def test_a_printed_page_has_every_requirement_with_its_state(open_case: Open, layout: str) -> None:
    tab = open_case(case_of("locked", layout=layout))
    tab.emulate_media(media="print")
    for code, state in (("SC0x", "Earned"), ("14.73x", "Not enrolled"), ("SC3x", "Locked")):
        rows = tab.locator("li.mm-requirement, tr").filter(visible=True)
        row = rows.filter(has=tab.locator("bdi").get_by_text(code, exact=True))
        assert row.count() == 1
        assert state in row.inner_text()


def test_a_printed_page_has_no_controls(open_case: Open) -> None:
    tab = open_case(case_of())
    tab.emulate_media(media="print")
    assert tab.locator("button, input, form, summary, .mm-requirement .mm-action").filter(visible=True).count() == 0


def test_a_printed_page_has_the_answer_to_a_target(open_case: Open) -> None:
    tab = open_case(case_of())
    tab.locator("[data-mm-answer]").evaluate("place => place.innerHTML = '<p>You have this already.</p>'")
    tab.emulate_media(media="print")
    assert tab.locator("form").inner_text().split("\n")[-1] == "You have this already."


def test_marks_differ_in_shape_in_forced_colours(open_case: Open) -> None:
    states = ("exam_under_review", "embargoed", "below_program_bar", "invalidated", "waived", "credential", "locked")
    pictures: dict[str, bytes] = {}
    tab = open_case(case_of(), forced_colors="active")
    for state in (*states, "in_progress"):
        tab.set_content(page(case_of(state), draw(case_of(state))))
        marks = tab.locator(".mm-mark")
        for number, classes in enumerate(marks.evaluate_all("marks => marks.map(mark => mark.className.baseVal)")):
            if classes not in pictures:
                pictures[classes] = marks.nth(number).screenshot()
    assert len(pictures) == 10
    assert len(set(pictures.values())) == 10


def test_bars_and_the_strip_stand_out_in_forced_colours(open_case: Open) -> None:
    tab = open_case(case_of(), forced_colors="active")
    paper = tab.evaluate("getComputedStyle(document.querySelector('.mm-block')).backgroundColor")
    for part in (".mm-bar__fill", ".mm-bar__tick", ".mm-bar__track", ".mm-picture__segment", ".mm-picture__bracket"):
        assert tab.locator(part).first.evaluate("part => getComputedStyle(part).stroke") != paper, part
    assert tab.locator(".mm-picture__fill").first.evaluate("part => getComputedStyle(part).fill") != paper


@pytest.mark.parametrize("state", ["credential", "in_progress"])
def test_every_text_differs_from_its_background_in_forced_colours(open_case: Open, state: str) -> None:
    tab = open_case(case_of(state), forced_colors="active")
    assert [text["text"] for text in tab.evaluate(LOOK)["texts"] if text["contrast"] < CONTRAST] == []
    assert tab.evaluate(COLOURS_OF_PAPER) == []


@pytest.mark.parametrize("setting", ["reduce", "no-preference"])
def test_no_element_is_animated_with_any_motion_preference(open_case: Open, setting: str) -> None:
    assert open_case(case_of(), reduced_motion=setting).evaluate(MOTION) == 0


def test_the_block_is_complete_and_its_table_opens_without_scripts(open_case: Open) -> None:
    tab = open_case(case_of(), java_script_enabled=False)
    assert tab.get_by_role("heading", level=3).inner_text() == "Supply Chain Management"
    assert tab.locator("li.mm-requirement").count() == 5
    tab.get_by_text("The same as a table").click()
    tab.get_by_role("rowheader", name="CFx").wait_for()
