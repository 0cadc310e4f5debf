"""Check that a hostile text that a course team saves in Studio stays a text in Studio and in the course."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsing import follow
from tests.hostile import CORPUS, HARMLESS, harm

RUN = "course-v1:MITx+CTL.SC4x+1T2027"


@pytest.mark.parametrize("text", [CORPUS[0], CORPUS[2]])
def test_saved_texts_stay_texts(browser: Any, demo_url: str, text: str) -> None:
    page = browser.new_page()
    page.goto(demo_url)
    follow(page.get_by_role("button", name="Sign in as Ingrid Solheim"))
    page.goto(f"{demo_url}/studio/{RUN}/edit/")
    page.get_by_label("Heading").fill(text)
    page.get_by_label("Display name").fill(text)
    follow(page.get_by_role("button", name="Save"))
    page.get_by_role("heading", level=3, name=text).wait_for()
    assert harm(page) == HARMLESS
    follow(page.get_by_role("link", name="View live"))
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", name=text).wait_for()
    page.goto(demo_url + page.locator("iframe").get_attribute("src"))
    page.get_by_role("heading", name=text).wait_for()
    assert harm(page) == HARMLESS
    page.close()
