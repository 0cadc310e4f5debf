"""Run Chromium for the tests of pages, and check a page with axe-core."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def running_browser(chromium: str) -> Iterator[Browser]:
    """Run the system's Chromium.

    Do not run two browsers at the same time, because each browser starts an event loop in this thread.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


def follow(link: Locator) -> None:
    """Click a link or button that opens another page, and return when that page is loaded.

    A plain click returns before the page is loaded. The next assertion may then find the old page, or a new page
    without elements.
    """
    with link.page.expect_navigation():
        link.click()


def barriers(page: Page, *, in_frame: bool = False) -> list[str]:
    """Check the page without its frames, and return the rule and the element of each finding of axe-core.

    With ``in_frame`` the page is part of another page, which has the first heading and the main landmark.
    """
    of_whole_pages = ("page-has-heading-one", "landmark-one-main", "region")
    options = {"rules": {rule: {"enabled": not in_frame} for rule in of_whole_pages}}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
