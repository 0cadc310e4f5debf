"""Test the demo's frames and scripts in a real browser, also on a narrow screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browsing import follow


@pytest.fixture
def page(browser, demo_url) -> Iterator[Page]:
    """Open the front page at a phone's width. Fail the test if a script or the console reports an error."""
    errors: list[str] = []
    phone = browser.new_page(viewport={"width": 360, "height": 800})
    phone.on("pageerror", lambda error: errors.append(str(error)))
    phone.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    phone.goto(demo_url)
    yield phone
    phone.close()
    assert errors == []


def sign_in(page: Page, username: str) -> None:
    follow(page.locator(f'form:has(input[value="{username}"]) button'))


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_the_unit_grows_with_the_block(page):
    sign_in(page, "priya")
    follow(page.locator('a[href*="CFx"]').first)
    frame = page.frame_locator("[data-unit]")
    frame.locator(".mm-block").wait_for()
    needed = frame.locator("body").evaluate("body => Math.ceil(body.getBoundingClientRect().height)")

    page.wait_for_function(f"document.querySelector('[data-unit]').clientHeight >= {needed}")
    assert overflow(page) == 0


def test_the_editor_opens_saves_and_returns_to_the_preview(page):
    sign_in(page, "author")
    follow(page.locator("main a").first)
    follow(page.get_by_role("link", name="Edit", exact=True))
    page.get_by_label("Heading").fill("Where you stand")
    follow(page.get_by_role("button", name="Save"))

    page.get_by_role("heading", name="Where you stand").wait_for()
    assert overflow(page) == 0


def test_the_frame_answers_a_target_without_scripts(browser, demo_url):
    page = browser.new_page(java_script_enabled=False)
    page.goto(demo_url)
    sign_in(page, "sofia")
    follow(page.locator('a[href*="SC0x"]').first)
    frame = page.frame_locator("[data-unit]")
    frame.get_by_role("button", name="Show what I need").click()
    frame.get_by_text("For the credential with a composite of 0.80 you need:").wait_for()
    page.close()


def test_one_click_in_the_grade_book_gives_a_grade(page):
    sign_in(page, "staff")
    page.get_by_label("Learner").select_option(label="Mateo Quispe Huamán")
    follow(page.get_by_role("button", name="Show"))
    follow(page.locator("button[value='grade:0.85']").last)

    assert "persistent_grade_summary.changed" in page.get_by_role("status").inner_text()
    assert overflow(page) == 0


@pytest.mark.parametrize(
    ("username", "path"), [("jonas", "/"), ("mateo", "/courses/"), ("author", "/studio/"), ("staff", "/gradebook/")]
)
def test_the_narrowest_screen_does_not_scroll_sideways(page, demo_url, username, path):
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, username)
    page.goto(demo_url + path)

    assert overflow(page) == 0
