"""Test the unit in an iframe: the first paint, moving elements, and the iframe's height."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Frame

from micromasters_xblock.block import MicromastersProgressBlock
from tests.xblock.conftest import FakePlugin
from tests.xblock.courseware import Courseware
from tests.xblock.slow_network import served_in_two
from tests.xblock.specimens import credential, progress, requirement, run

#: Wait for two animation frames. After two frames the browser has laid out, painted and measured a change.
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"
PLACES = """
() => [...document.querySelectorAll('h3, h4, .mm-requirement')].map(e => Math.round(e.getBoundingClientRect().top))
"""
Open = Callable[..., Courseware]


@pytest.fixture
def open_unit(browser: Any, plugin: FakePlugin, make_block: Callable[..., MicromastersProgressBlock]) -> Iterator[Open]:
    """Return a function that prepares the unit with the given fields of the block, in a window of the given width."""
    pages = []

    def prepare(width: int = 1280, *, is_held: bool = False, **fields: Any) -> Courseware:
        pages.append(browser.new_page(viewport={"width": width, "height": 900}))
        return Courseware(pages[-1], make_block(**fields), is_held=is_held)

    yield prepare
    for page in pages:
        page.close()


def moved(unit: Frame) -> list[Any]:
    """Return every shift of a visible element, as the browser measures it."""
    unit.evaluate(SETTLED)
    return unit.evaluate("shifts")


def test_the_first_paint_waits_for_no_request_of_the_block(open_unit: Open) -> None:
    courseware = open_unit(is_held=True)
    unit = courseware.open_alone()
    unit.wait_for_function("painted.length")
    assert unit.locator(".mm-content").evaluate("inside => getComputedStyle(inside).paddingTop") == "24px"
    assert courseware.requests == ["/resource/public/js/progress.js"]


def test_the_loaded_block_has_requested_only_its_script(open_unit: Open) -> None:
    courseware = open_unit()
    moved(courseware.open())
    assert courseware.requests == ["/resource/public/js/progress.js"]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("layout", ["full", "compact"])
def test_no_element_moves_while_the_unit_loads(open_unit: Open, layout: str, width: int) -> None:
    courseware = open_unit(width, is_held=True, layout=layout)
    unit = courseware.open_alone()
    unit.wait_for_function("painted.length")
    courseware.release()
    assert unit.locator("output").inner_text() == "0.80"
    assert moved(unit) == []


#: The texts of the page at which the test pauses the network.
PLACES_TO_PAUSE = [
    '<svg viewBox="0 0 2 16"',
    '<path d="M0 0h2v16',
    '<p class="mm-list-head__note',
    '<div class="mm-this-course',
    '<li class="mm-requirement',
    '<div class="mm-columns',
    '<input type="range"',
    '<button class="mm-button mm-button--quiet"',
    '<span aria-hidden="true">1',
]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("place", PLACES_TO_PAUSE)
def test_no_element_moves_while_the_page_comes_in_pieces(open_unit: Open, place: str, width: int) -> None:
    courseware = open_unit(width)
    html = courseware.unit()
    with served_in_two(html, html.index(place, html.index("<section"))) as address:
        courseware.page.goto(address)
        courseware.page.wait_for_function("painted.length")
        assert moved(courseware.page.main_frame) == []


def test_the_check_finds_a_moving_element(open_unit: Open) -> None:
    unit = open_unit().open_alone()
    unit.evaluate(SETTLED)
    unit.evaluate("document.querySelector('.mm-header').style.marginTop = '80px'")
    assert moved(unit)[0]["value"] > 0


def show_again(unit: Frame) -> None:
    """Show the page again after a long time, so that the block refreshes immediately."""
    unit.evaluate("(later => { Date.now = () => later })(Date.now() + 1e9)")
    unit.evaluate("document.dispatchEvent(new Event('visibilitychange')); null")


def test_a_new_grade_moves_no_element(open_unit: Open, plugin: FakePlugin) -> None:
    unit = open_unit().open()
    places = unit.evaluate(PLACES)
    here = requirement("in_progress", ratio=Decimal("0.55"), is_this_course=True, course_run=run())
    rows = [here if row.is_this_course else row for row in progress().requirements]
    plugin.progress = progress(requirements=tuple(rows), is_candidate=True)
    show_again(unit)
    unit.locator(".mm-requirement__grade").get_by_text("0.55", exact=True).wait_for()
    assert moved(unit) == []
    assert unit.evaluate(PLACES) == places


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("layout", ["full", "compact"])
def test_a_new_credential_moves_no_element_above_it(
    open_unit: Open, plugin: FakePlugin, layout: str, width: int
) -> None:
    unit = open_unit(width, layout=layout).open()
    parts = ".mm-header, .mm-this-course, .mm-requirement, .mm-figure"
    kept = f"() => [...document.querySelectorAll('{parts}')].map(e => e.offsetTop)"
    places = unit.evaluate(kept)
    plugin.progress = progress(earned=True, credential=credential(), is_candidate=True, meets_admission_bar=True)
    show_again(unit)
    unit.get_by_text("You have earned the credential.").wait_for()
    assert unit.evaluate(kept) == places
    assert unit.locator(".mm-content > :last-child").get_by_text("You meet the admission bar.").count() == 1


def test_a_credential_is_the_first_thing_once_the_page_is_opened_again(open_unit: Open, plugin: FakePlugin) -> None:
    plugin.progress = progress(earned=True, credential=credential())
    unit = open_unit().open()
    assert unit.locator(".mm-header + * .mm-outcome").get_by_text("You have earned the credential.").count() == 1


def height_of(courseware: Courseware, unit: Frame) -> int:
    """Return the iframe's height in pixels, and check that the iframe shows exactly the whole unit."""
    unit.evaluate(SETTLED)
    needed = unit.evaluate("document.getElementById('content').offsetHeight")
    assert courseware.page.locator("iframe").evaluate("frame => frame.clientHeight") == needed
    assert unit.evaluate("document.documentElement.scrollHeight - innerHeight") == 0
    return needed


def test_the_iframe_grows_and_shrinks_with_the_table_that_opens(open_unit: Open) -> None:
    courseware = open_unit()
    unit = courseware.open()
    closed = height_of(courseware, unit)
    unit.get_by_text("The same as a table").click()
    assert height_of(courseware, unit) > closed + 100
    unit.get_by_text("The same as a table").click()
    assert height_of(courseware, unit) == closed


def test_the_iframe_grows_with_the_answer_to_a_target(open_unit: Open) -> None:
    courseware = open_unit()
    unit = courseware.open()
    before = height_of(courseware, unit)
    unit.get_by_role("button", name="Show what I need").click()
    unit.get_by_text("0.80 or more", exact=True).wait_for()
    assert height_of(courseware, unit) > before


def test_the_iframe_grows_with_a_line_that_is_new_and_shrinks_when_it_is_gone(
    open_unit: Open, plugin: FakePlugin
) -> None:
    courseware = open_unit()
    unit = courseware.open()
    without = height_of(courseware, unit)
    plugin.progress = progress(earned=True, credential=credential(), is_candidate=True)
    show_again(unit)
    unit.get_by_text("You have earned the credential.").wait_for()
    assert height_of(courseware, unit) != without
    plugin.progress = progress()
    show_again(unit)
    unit.get_by_text("You have earned the credential.").wait_for(state="detached")
    assert height_of(courseware, unit) == without


def test_the_iframe_follows_the_width_of_the_window(open_unit: Open) -> None:
    courseware = open_unit(1280)
    unit = courseware.open()
    wide = height_of(courseware, unit)
    courseware.page.set_viewport_size({"width": 360, "height": 800})
    assert height_of(courseware, unit) > wide
    courseware.page.set_viewport_size({"width": 1280, "height": 900})
    assert height_of(courseware, unit) == wide
