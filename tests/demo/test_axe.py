"""Check with axe-core that the demo's pages and the unit's frame have no accessibility problem."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browsing import barriers, follow


@pytest.fixture(scope="module")
def page(browser: Any, demo_url: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    yield page
    page.close()


def visit(page: Page, demo_url: str, username: str, path: str) -> None:
    """Open a page of the demo as one of the demo's people. If ``username`` is "", open the page as a visitor."""
    page.context.clear_cookies()
    page.goto(demo_url)
    if username:
        follow(page.locator(f'form:has(input[value="{username}"]) button'))
    page.goto(demo_url + path)


def first_link(page: Page, part: str) -> str:
    href = page.locator(f'main a[href*="{part}"]').first.get_attribute("href")
    assert href
    return href


@pytest.mark.parametrize(
    ("username", "path"),
    [
        ("", "/"),
        ("", "/courses/"),
        ("mateo", "/courses/"),
        ("author", "/studio/"),
        ("staff", "/gradebook/"),
        ("staff", "/nowhere/"),
    ],
)
def test_a_page_of_the_demo_has_no_barrier(page: Page, demo_url: str, username: str, path: str) -> None:
    visit(page, demo_url, username, path)
    assert barriers(page) == []


@pytest.mark.parametrize("username", ["", "mateo", "priya", "lars"])
def test_a_course_and_the_unit_in_its_frame_have_no_barrier(page: Page, demo_url: str, username: str) -> None:
    visit(page, demo_url, username, "/courses/")
    page.goto(demo_url + first_link(page, "SC2x"))
    found = barriers(page)
    frame = page.locator("iframe").get_attribute("src")
    assert frame
    page.goto(demo_url + frame)
    assert found + barriers(page, in_frame=True) == []


def test_studios_unit_and_editor_have_no_barrier(page: Page, demo_url: str) -> None:
    visit(page, demo_url, "author", "/studio/")
    page.goto(demo_url + first_link(page, "SC2x"))
    found = barriers(page)
    follow(page.get_by_role("link", name="Edit", exact=True))
    assert found + barriers(page) == []


def test_a_credential_reached_from_the_unit_has_no_barrier(page: Page, demo_url: str) -> None:
    visit(page, demo_url, "priya", "/courses/")
    page.goto(demo_url + first_link(page, "SC2x"))
    page.frame_locator("iframe").get_by_role("link", name="View credential").click()
    page.get_by_role("heading", name="Valid").wait_for()
    assert barriers(page) == []
