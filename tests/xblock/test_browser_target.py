"""Test the target slider in a real browser, by keyboard, with and without the block's script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route
from webob import Request

import micromasters_xblock
from micromasters_xblock.block import MicromastersProgressBlock
from tests.xblock.conftest import FakePlugin

SCRIPT = Path(micromasters_xblock.__file__).parent / "public" / "js" / "progress.js"
ORIGIN = "http://courses.example.org"
START = """
MicromastersProgress(
  {handlerUrl: (element, name, suffix, query) => '/handler/' + name + '?' + query},
  document.getElementById('host'));
"""


class Unit:
    """The block in a page.

    The browser's requests reach the block's handler, and ``queries`` records the queries of these requests.
    """

    def __init__(self, page: Page, block: MicromastersProgressBlock):
        self.page, self.block = page, block
        self.queries: list[str] = []
        self.is_down = False
        page.route(f"{ORIGIN}/**", self._respond)
        page.goto(ORIGIN)

    def run_script(self) -> None:
        self.page.add_script_tag(content=SCRIPT.read_text())
        self.page.evaluate(START)

    def _respond(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.path != "/handler/plan":
            body = f"<!doctype html><div id=host>{self.block.student_view().content}</div>"
            route.fulfill(body=body, content_type="text/html")
            return
        self.queries.append(address.query)
        if self.is_down:
            route.fulfill(status=503)
            return
        headers = {"Accept": route.request.headers["accept"]}
        answer = self.block.handle("plan", Request.blank(f"/?{address.query}", headers=headers))
        route.fulfill(status=answer.status_code, body=answer.body, content_type=answer.content_type)


@pytest.fixture
def open_unit(
    browser: Any, plugin: FakePlugin, make_block: Callable[..., MicromastersProgressBlock]
) -> Iterator[Callable[..., Unit]]:
    """Return a function that opens the unit of a learner who has earned all courses except SC4x."""
    contexts = []

    def open_with(*, scripts: bool) -> Unit:
        contexts.append(browser.new_context(java_script_enabled=scripts))
        return Unit(contexts[-1].new_page(), make_block())

    yield open_with
    for context in contexts:
        context.close()


def test_arrow_keys_move_the_target_and_the_answer_follows_without_leaving_the_slider(
    open_unit: Callable[..., Unit],
) -> None:
    unit = open_unit(scripts=True)
    unit.run_script()
    slider = unit.page.get_by_role("slider", name="Composite to reach, with the credential")
    slider.focus()
    for _ in range(5):
        unit.page.keyboard.press("ArrowLeft")
    unit.page.get_by_text("For the credential with a composite of 0.75 you need:", exact=True).wait_for()
    assert unit.page.locator("output").inner_text() == "0.75"
    assert unit.page.locator("[role=status]").inner_text().endswith("SC4x 0.75 or more")
    assert slider.evaluate("slider => slider === document.activeElement")
    assert unit.queries == ["composite=0.75"]


def test_one_request_answers_every_stop(open_unit: Callable[..., Unit]) -> None:
    unit = open_unit(scripts=True)
    unit.run_script()
    unit.page.get_by_role("slider").focus()
    for pressed, target in (("ArrowLeft", "0.79"), ("End", "1.00"), ("Home", "0.60"), ("ArrowRight", "0.61")):
        unit.page.keyboard.press(pressed)
        unit.page.get_by_text(f"For the credential with a composite of {target} you need:", exact=True).wait_for()
    assert unit.queries == ["composite=0.79"]


def test_a_refused_request_keeps_the_plan_and_says_why(open_unit: Callable[..., Unit], plugin: FakePlugin) -> None:
    plugin.wait = 30
    unit = open_unit(scripts=True)
    unit.run_script()
    plan = "<p>The plan that was there.</p>"
    unit.page.locator("[data-mm-answer]").evaluate("(place, html) => { place.innerHTML = html; }", plan)
    unit.page.get_by_role("button", name="Show what I need").click()
    sentence = "That was asked too often. What is shown still holds; try again in a minute."
    unit.page.locator("form").get_by_text(sentence).wait_for()
    assert unit.page.get_by_text("The plan that was there.").is_visible()
    assert unit.page.locator("[role=status]").inner_text() == sentence
    plugin.wait = 0
    unit.page.get_by_role("button", name="Show what I need").click()
    unit.page.get_by_text("For the credential with a composite of 0.80 you need:", exact=True).wait_for()
    assert unit.page.locator("[data-mm-note]").inner_text() == ""


def test_the_button_answers_in_place_too(open_unit: Callable[..., Unit]) -> None:
    unit = open_unit(scripts=True)
    unit.run_script()
    unit.page.get_by_role("slider").focus()
    unit.page.keyboard.press("Tab")
    unit.page.keyboard.press("Enter")
    unit.page.get_by_text("0.80 or more", exact=True).wait_for()
    assert unit.page.url == f"{ORIGIN}/"


def test_a_server_error_appears_in_place_of_the_answer(open_unit: Callable[..., Unit]) -> None:
    unit = open_unit(scripts=True)
    unit.run_script()
    unit.is_down = True
    unit.page.get_by_role("button", name="Show what I need").click()
    unit.page.locator("form").get_by_text("This could not be worked out at the moment.").wait_for()


def test_the_keyboard_sends_a_target_and_gets_a_page_without_scripts(
    open_unit: Callable[..., Unit],
) -> None:
    unit = open_unit(scripts=False)
    unit.page.get_by_role("slider").focus()
    unit.page.keyboard.press("ArrowRight")
    unit.page.keyboard.press("Tab")
    unit.page.keyboard.press("Enter")
    unit.page.get_by_text("For the credential with a composite of 0.81 you need:").wait_for()
    assert unit.page.get_by_role("slider").input_value() == "0.81"
    assert unit.queries == ["composite=0.81"]
