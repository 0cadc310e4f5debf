"""Check that the functions that check pages find known faults."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsing import barriers
from tests.hostile import CORPUS, HARMLESS, harm


def test_the_check_finds_an_image_without_alternative_text(browser: Any) -> None:
    page = browser.new_page()
    page.set_content('<html lang="en"><title>A page</title><main><h1>One</h1><img src="x"></main>')
    assert barriers(page) == ['image-alt: <img src="x">']
    page.close()


@pytest.mark.parametrize("text", CORPUS[:-1], ids=range(len(CORPUS) - 1))
def test_each_hostile_text_acts_where_it_is_not_escaped(browser: Any, text: str) -> None:
    page = browser.new_page()
    page.route("**/*", lambda route: route.abort())
    page.set_content(
        f"<title>{text}</title></title><p title='{text}'></p><a href='{text}'>a</a><p>{text}</p>"
        f'<p title="{text}"></p>'
        f'<p style="color: {text}">a</p><!-- {text} --><p id="twice">{text}</p>'
    )
    page.evaluate("() => { const p = document.getElementById('twice'); if (p) { p.innerHTML = p.textContent; } }")
    assert harm(page) != HARMLESS
    page.close()
