"""Test the script that refreshes the block, in a real browser whose clock the test moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route
from webob import Request

import micromasters_xblock
from micromasters_xblock.block import MicromastersProgressBlock
from tests.xblock.conftest import FakePlugin
from tests.xblock.specimens import credential, instant, progress, requirement, run

SCRIPT = Path(micromasters_xblock.__file__).parent / "public" / "js" / "progress.js"
ORIGIN = "http://courses.example.org"
START = "MicromastersProgress({handlerUrl: (element, name) => '/handler/' + name}, document.getElementById('host'))"
# Record every answer that the page waits for, so that a test can also wait for these answers.
REMEMBER_ANSWERS = """
window.answers = [];
const fetchForReal = window.fetch;
window.fetch = (...request) => {
  const answer = fetchForReal(...request);
  window.answers.push(answer.then((response) => response.clone().text()));
  return answer;
};
"""
LATER = instant(2026, 11, 24)
VISIBLE = "document.dispatchEvent(new Event('visibilitychange'))"


class Unit:
    """The block in a page.

    ``statuses`` records the status of each answer, and ``status`` overrides the status of the next answers.
    """

    def __init__(self, page: Page, block: MicromastersProgressBlock):
        self.page, self.block = page, block
        self.statuses: list[int] = []
        self.status: int | None = None
        page.clock.install()
        page.route(f"{ORIGIN}/**", self._respond)
        page.goto(ORIGIN)
        page.add_script_tag(content=REMEMBER_ANSWERS)
        page.add_script_tag(content=SCRIPT.read_text())
        page.evaluate(START)

    def wait(self, seconds: int) -> None:
        """Move the browser's clock by ``seconds`` and wait for the answers."""
        self.page.clock.run_for(seconds * 1000)
        self.page.evaluate("Promise.allSettled(window.answers).then(() => null)")

    def announcement(self) -> str:
        return self.page.get_by_role("status").inner_text()

    def _respond(self, route: Route) -> None:
        if "/handler/refresh" not in route.request.url:
            html = self.block.student_view().content
            body = f"<!doctype html><button>before</button><div id=host>{html}</div>"
            route.fulfill(body=body, content_type="text/html")
            return
        headers = {"If-None-Match": route.request.headers["if-none-match"]}
        answer = self.block.handle("refresh", Request.blank("/", headers=headers))
        status = self.status or answer.status_code
        self.statuses.append(status)
        route.fulfill(status=status, body=answer.body if status == 200 else "", content_type="application/json")


@pytest.fixture
def unit(browser: Any, plugin: FakePlugin, make_block: Callable[..., MicromastersProgressBlock]) -> Iterator[Unit]:
    page = browser.new_page()
    yield Unit(page, make_block())
    page.close()


def pass_the_course(plugin: FakePlugin) -> None:
    row = requirement("in_progress", ratio=Decimal("0.59"), is_this_course=True, course_run=run())
    plugin.progress = progress(earned_requirements=4, requirements=(row,), is_candidate=True)


def test_the_interval_between_requests_grows_without_news(unit: Unit) -> None:
    unit.wait(31)
    assert unit.statuses == [304]
    unit.wait(31)
    assert unit.statuses == [304]
    unit.wait(31)
    assert (unit.statuses, unit.announcement()) == ([304, 304], "")


def test_a_change_is_shown_and_announced_once(unit: Unit, plugin: FakePlugin) -> None:
    pass_the_course(plugin)
    unit.wait(31)
    unit.page.locator(".mm-header").get_by_text("4 of 6 requirements earned", exact=True).wait_for()
    assert unit.announcement() == "Your progress has changed. 4 of 6 requirements earned."
    unit.wait(31)
    assert unit.statuses == [200, 304]


def test_a_moved_line_is_not_announced(unit: Unit, plugin: FakePlugin) -> None:
    plugin.progress = progress(earned=True, credential=credential())
    unit.wait(31)
    unit.page.get_by_text("You have earned the credential.").wait_for()
    unit.page.evaluate("document.querySelector('[role=status]').textContent = ''")
    plugin.progress = progress(earned=True, credential=credential(), as_of=LATER)
    unit.wait(31)
    assert (unit.statuses, unit.announcement()) == ([200, 200], "")


def test_a_table_that_is_open_stays_open(unit: Unit, plugin: FakePlugin) -> None:
    unit.page.get_by_text("The same as a table").click()
    unit.page.get_by_role("button", name="before").focus()
    pass_the_course(plugin)
    unit.wait(31)
    unit.page.locator(".mm-header").get_by_text("4 of 6 requirements earned", exact=True).wait_for()
    assert unit.page.get_by_role("table").is_visible()


def test_an_update_waits_until_the_reader_leaves_the_block(unit: Unit, plugin: FakePlugin) -> None:
    link = unit.page.get_by_role("link").first
    link.focus()
    pass_the_course(plugin)
    unit.wait(31)
    assert link.evaluate("link => link === document.activeElement")
    unit.page.get_by_role("button", name="before").focus()
    unit.wait(1)
    unit.page.locator(".mm-header").get_by_text("4 of 6 requirements earned", exact=True).wait_for()


def test_a_page_that_becomes_visible_again_refreshes_immediately(unit: Unit) -> None:
    unit.wait(15)
    unit.page.evaluate(VISIBLE)
    unit.wait(1)
    assert unit.statuses == [304]


def test_the_script_stops_after_the_learner_left_the_course(unit: Unit) -> None:
    unit.status = 404
    unit.wait(31)
    unit.wait(4000)
    assert unit.statuses == [404]


def test_the_script_retries_later_if_the_server_fails(unit: Unit) -> None:
    unit.status = 500
    unit.wait(31)
    unit.status = None
    unit.wait(61)
    assert unit.statuses == [500, 304]
    assert unit.announcement() == ""
