"""Read and write the text that a screen reader reads in the main cases.

``make gallery-accept`` stores the current text as the accepted text.
"""

from __future__ import annotations

from pathlib import Path

import django
from playwright.sync_api import Browser

from tests.gallery.cases import Case

FOLDER = Path(__file__).parent / "spoken"

#: The states whose pages differ most in order and words. All other states differ from these states only in two phrases
#: of a row.
CASES = (
    *(Case(state, "learner", "full", "en", 1280, "light") for state in ("in_progress", "locked", "credential")),
    *(Case(state, "learner", "full", "en", 1280, "light") for state in ("held", "revoked", "candidate")),
    Case("in_progress", "learner", "compact", "en", 1280, "light"),
    Case("in_progress", "learner", "full", "ar", 1280, "light"),
    Case("not_enrolled", "anonymous", "full", "en", 1280, "light"),
)


def path_of(case: Case) -> Path:
    """Return the path of the accepted text for ``case``."""
    return FOLDER / f"{case.drawing}.txt"


def spoken(browser: Browser, case: Case) -> str:
    """Open the table of the case, and return the accessibility tree of the case as text."""
    from tests.gallery.drawing import draw, page

    tab = browser.new_page()
    tab.set_content(page(case, draw(case)).replace("<details", "<details open"))
    tree = tab.locator("body").aria_snapshot()
    tab.close()
    return f"{tree}\n"


def accept(browser: Browser) -> None:
    """Replace every file by the current text."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.iterdir():
        path.unlink()
    for case in CASES:
        path_of(case).write_text(spoken(browser, case), encoding="utf-8")


if __name__ == "__main__":
    from tests.browsing import running_browser
    from tests.needs import CHROMIUM

    django.setup()
    with running_browser(CHROMIUM.require()) as chromium:
        accept(chromium)
