"""The check for barriers finds one."""

from __future__ import annotations

from typing import Any

from tests.browsing import barriers


def test_a_picture_without_words_is_found(browser: Any) -> None:
    page = browser.new_page()
    page.set_content('<html lang="en"><title>A page</title><main><h1>One</h1><img src="x"></main>')
    assert barriers(page) == ['image-alt: <img src="x">']
    page.close()
