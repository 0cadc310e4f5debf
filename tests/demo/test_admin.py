"""Test the package's admin pages in a real browser, at the widths of a desktop screen and of a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browsing import follow

TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll(".results, .form-row")]
  .filter((box) => box.scrollWidth > box.clientWidth).map((box) => `${box.tagName}.${box.className} ${innerWidth}`)"""


@pytest.fixture(scope="module")
def page(browser: Any, demo_url: str) -> Iterator[Page]:
    """Open the admin's list of the package's models, as program staff."""
    page = browser.new_page()
    page.goto(demo_url)
    follow(page.locator('form:has(input[value="staff"]) button'))
    page.goto(f"{demo_url}/admin/micromasters/")
    yield page
    page.close()


def too_wide(page: Page) -> list[str]:
    """Return the elements that scroll sideways on the page, at the width of a desktop screen or of a phone."""
    found = []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        found += page.evaluate(TOO_WIDE)
    return found


def test_no_list_scrolls_sideways(page: Page) -> None:
    lists = page.locator("#content tbody th a").evaluate_all("links => links.map((link) => link.href)")
    found = {}
    for address in lists:
        page.goto(address)
        found[address] = too_wide(page)
    assert lists and {address: boxes for address, boxes in found.items() if boxes} == {}


@pytest.mark.parametrize("model", ["standing", "candidate", "credential", "order"])
def test_no_page_of_a_row_scrolls_sideways(page: Page, demo_url: str, model: str) -> None:
    page.goto(f"{demo_url}/admin/micromasters/{model}/")
    follow(page.locator("#result_list tbody a").first)
    assert too_wide(page) == []


def test_stacked_cells_repeat_their_column_titles(page: Page, demo_url: str) -> None:
    page.goto(f"{demo_url}/admin/micromasters/standing/")
    page.set_viewport_size({"width": 360, "height": 800})
    cells = page.locator("#result_list tbody tr").first.locator("th, td")
    shown = cells.evaluate_all("cells => cells.map((cell) => getComputedStyle(cell, '::before').content)")
    assert shown[:3] == ['"Learner"', '"Program"', '"Requirements"']
