"""Test the editor's script and the program's colour in a real browser."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

import micromasters_xblock
from micromasters_xblock.block import MicromastersProgressBlock
from micromasters_xblock.drawing.rendering import style_sheet
from tests.xblock.conftest import AUTHOR, FakePlugin

PUBLIC = Path(micromasters_xblock.__file__).parent / "public"
ORIGIN = "http://studio.example.org"
# A fake of Studio's runtime that records the editor's notifications.
RUNTIME = """
window.notices = [];
window.runtime = {
  handlerUrl: (element, name) => '/handler/' + name,
  notify: (name, data) => window.notices.push([name, data.title || data.state || ''])
};
"""
CONTRAST = """
() => {
  const style = getComputedStyle(document.querySelector('.mm-block a'));
  const paper = getComputedStyle(document.querySelector('.mm-block')).backgroundColor;
  const luminance = colour => {
    const context = document.createElement('canvas').getContext('2d');
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map(byte => {
      const c = byte / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [high, low] = [luminance(style.color), luminance(paper)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}
"""


@pytest.fixture
def editor(browser: Any, plugin: FakePlugin, make_block: Callable[..., MicromastersProgressBlock]) -> Iterator[Any]:
    """Return a function that opens the editor with a fake handler, and that returns the page and the sent posts."""
    html, style = make_block(AUTHOR).studio_view().content, style_sheet() + style_sheet("editor.css")
    page = browser.new_page()
    posted: list[Any] = []

    def open_editor(status: int, answer: Any, host: str = "element") -> tuple[Page, list[Any]]:
        def respond(route: Route) -> None:
            if "/handler/" in route.request.url:
                posted.append((route.request.headers.get("x-csrftoken"), json.loads(route.request.post_data or "")))
                route.fulfill(status=status, body=json.dumps(answer), content_type="application/json")
            else:
                body = f"<!doctype html><style>{style}</style><div id=host>{html}</div>"
                route.fulfill(body=body, content_type="text/html")

        page.route(f"{ORIGIN}/**", respond)
        page.context.add_cookies([{"name": "csrftoken", "value": "token", "url": ORIGIN}])
        page.goto(ORIGIN)
        page.add_script_tag(content=RUNTIME + (PUBLIC / "js" / "editor.js").read_text())
        page.evaluate(
            f"const element = document.getElementById('host');MicromastersProgressEditor(window.runtime, {host})"
        )
        return page, posted

    yield open_editor
    page.close()


@pytest.mark.parametrize("host", ["element", "[element]"], ids=["an element, as the LMS", "jQuery, as Studio"])
def test_saving_posts_the_fields_with_the_csrf_token(editor: Callable[..., Any], host: str) -> None:
    page, posted = editor(200, {"result": "success"}, host)
    page.get_by_label("Heading").fill("Your way")
    page.get_by_role("button", name="Save").click()
    page.wait_for_function("window.notices.length == 2")
    assert page.evaluate("window.notices") == [["save", "start"], ["save", "end"]]
    ((token, fields),) = posted
    assert (token, fields["heading"]) == ("token", "Your way")


def test_a_refusal_appears_beside_its_field_and_is_announced(editor: Callable[..., Any]) -> None:
    page, _ = editor(400, {"error": {"heading": "At most 120 characters."}})
    page.get_by_role("button", name="Save").click()
    page.wait_for_function("window.notices.length == 2")
    heading = page.get_by_label("Heading")
    assert page.get_by_role("alert").inner_text() == "This was not saved. Check what is marked below."
    assert "At most 120 characters." in page.locator("[data-mm-error=heading]").inner_text()
    assert heading.get_attribute("aria-invalid") == "true"
    assert heading.evaluate("control => control === document.activeElement")


def test_studios_notice_of_a_refusal_has_our_title(editor: Callable[..., Any]) -> None:
    page, _ = editor(400, {"error": {"heading": "At most 120 characters."}})
    page.get_by_role("button", name="Save").click()
    page.wait_for_function("window.notices.length == 2")
    assert page.evaluate("window.notices") == [["save", "start"], ["error", "Not saved"]]


def test_a_refusal_without_json_is_announced_too(editor: Callable[..., Any]) -> None:
    page, _ = editor(500, None)
    page.get_by_role("button", name="Save").click()
    page.wait_for_function("window.notices.length == 2")
    assert page.get_by_role("alert").inner_text().startswith("This was not saved. Try again")


def test_cancel_notifies_studio(editor: Callable[..., Any]) -> None:
    page, posted = editor(200, {})
    page.get_by_role("button", name="Cancel").click()
    assert page.evaluate("window.notices") == [["cancel", ""]]
    assert posted == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ["#0e5a66", "#ffd400", "#00ff00", "#0000ff", "#ff0000", "#ffffff", "#000000"])
def test_any_accent_keeps_its_contrast(browser: Any, accent: str, scheme: str) -> None:
    page = browser.new_page()
    page.set_content(
        f'<html style="color-scheme: {scheme}"><style>{style_sheet()}</style>'
        f'<div class="mm-block" style="--mm-program: {accent}"><a href="#">Enroll</a></div>'
    )
    contrast = page.evaluate(CONTRAST)
    page.close()
    assert contrast >= 4.5


def test_style_and_script_stay_below_eight_kilobytes_compressed() -> None:
    files = [path.read_bytes() for path in PUBLIC.rglob("*.*")]
    files += [style_sheet(name).encode() for name in ("style.css", "editor.css")]
    assert sum(len(gzip.compress(content, 6)) for content in files) <= 8 * 1024


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_width_scrolls_sideways(
    browser: Any, plugin: FakePlugin, make_block: Callable[..., MicromastersProgressBlock], width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 600})
    page.set_content(f"<style>body {{ margin: 0 }} {style_sheet()}</style>{make_block().student_view().content}")
    scrolls = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.close()
    assert scrolls is False
