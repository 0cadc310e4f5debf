"""Test the demo by keyboard alone: a learner gets to a plan, and a course team saves a block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

#: A script that returns the label or the text of the focused element, in the page or in the unit's frame.
FOCUSED = """
() => {
  let element = document.activeElement;
  if (element.tagName === 'IFRAME') { element = element.contentDocument.activeElement; }
  const name = element.labels && element.labels.length ? element.labels[0].textContent : element.textContent;
  return element.tagName === 'BODY' ? '' : name.replace(/\\s+/g, ' ').trim();
}
"""
#: A number above the number of tab stops on any page of the demo.
LONGEST_WAY = 150


@pytest.fixture
def page(browser: Any, demo_url: str) -> Iterator[Page]:
    """Open the front page, on which nothing has the focus."""
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.goto(demo_url)
    yield page
    page.close()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element called ``name`` has the focus, in the page or in the unit's frame."""
    passed: list[str] = []
    for _ in range(LONGEST_WAY):
        page.keyboard.press("Tab")
        passed.append(page.evaluate(FOCUSED))
        if passed[-1] == name:
            return
    raise AssertionError(f"Tab does not reach {name!r}; it passes {passed}")


def test_a_learner_signs_in_opens_the_course_and_asks_for_a_plan(page: Page) -> None:
    tab_to(page, "Sign in as Mateo Quispe Huamán")
    page.keyboard.press("Enter")
    page.wait_for_url("**/courses/")
    tab_to(page, "CTL.SC1x 3T2026")
    page.keyboard.press("Enter")
    unit = page.frame_locator("[data-unit]")
    unit.get_by_role("heading", name="What do I need?").wait_for()
    tab_to(page, "Composite to reach, with the credential")
    page.keyboard.press("ArrowRight")
    unit.get_by_text("For the credential with a composite of 0.81 you need:", exact=True).wait_for()
    tab_to(page, "The same as a table")
    page.keyboard.press("Enter")
    unit.get_by_role("table").wait_for()


def test_a_course_team_looks_at_a_specimen_edits_and_saves(page: Page) -> None:
    tab_to(page, "Sign in as Ingrid Solheim")
    page.keyboard.press("Enter")
    page.wait_for_url("**/studio/")
    tab_to(page, "CTL.SC0x 1T2027")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="View live").wait_for()
    tab_to(page, "Edit")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save").wait_for()
    tab_to(page, "Heading")
    page.keyboard.type("Your way")
    tab_to(page, "Units of knowledge")
    page.keyboard.press("Space")
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your way").wait_for()
    tab_to(page, "Specimen learner")
    page.keyboard.type("Locked")
    page.get_by_text("Opens when").first.wait_for()


def test_a_refusal_moves_the_focus_to_the_wrong_field(page: Page) -> None:
    tab_to(page, "Sign in as Ingrid Solheim")
    page.keyboard.press("Enter")
    page.wait_for_url("**/studio/")
    tab_to(page, "CTL.SC0x 1T2027")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="View live").wait_for()
    tab_to(page, "Edit")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save").wait_for()
    tab_to(page, "Display name")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    page.get_by_text("A name is needed.").wait_for()
    assert page.evaluate(FOCUSED) == "Display name"
