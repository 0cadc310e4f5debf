"""Test the block in a real browser with the styles of a real LMS and Studio, and without the block's style."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from micromasters_xblock.block import MicromastersProgressBlock
from micromasters_xblock.drawing.rendering import style_sheet
from tests.xblock.conftest import AUTHOR, FakePlugin
from tests.xblock.specimens import credential, progress

#: The style rules of the LMS's courseware for text in a unit. The selectors are the LMS's selectors.
COURSEWARE = """
svg:not(:root) { overflow: hidden; }
p a:not(.btn), p a:visited:not(.btn) { color: #1b6d99; text-decoration: none; }
.course-wrapper .course-content p { margin-bottom: 1.41575em; }
.course-wrapper .course-content ul li { margin-bottom: .70788em; }
.course-wrapper .course-content .vert-mod > div ul { padding-left: 1em; list-style: disc outside none; }
.course-wrapper .course-content .vert-mod > div header {
  margin-bottom: -16px; padding-bottom: 1.41575em; border-bottom: 1px solid #c8c8c8;
  font-size: 1.5em; font-weight: 100;
}
"""
#: Studio's style rules for components of a unit. The selectors are Studio's selectors.
STUDIO = """
html { font-size: 62.5%; }
label { font-size: 1.2rem; line-height: 1.776rem; }
.wrapper-xblock .xblock-render .xblock .xblock-render .xblock h3 {
  font-size: 1.1125em; font-weight: 400; line-height: 1.4em;
}
"""
#: Studio's style rules for an editor's buttons, at the bottom of a window that does not scroll.
BUTTONS = "position: absolute; bottom: 0; width: 100%; background: #e5e5e5"
MEASURES = """
names => [...document.querySelectorAll('.mm-block *')].map(element => {
  const style = getComputedStyle(element);
  return [element.localName, element.className, ...names.map(name => style[name])].join(' ');
})
"""
MEASURED = [
    *("marginTop", "marginBottom", "paddingTop", "paddingBottom", "paddingLeft", "borderBottomWidth"),
    *("listStyleType", "fontSize", "fontWeight", "color", "textDecorationLine", "overflow"),
]


@pytest.fixture(params=[{}, {"credential": credential()}], ids=["on the way", "with a credential"])
def content(
    request: pytest.FixtureRequest, plugin: FakePlugin, make_block: Callable[..., MicromastersProgressBlock]
) -> str:
    """The learner's view of the block."""
    plugin.progress = progress(**request.param)
    return make_block().student_view().content


@pytest.mark.parametrize(
    ("rules", "classes"),
    [
        (COURSEWARE, ("course-wrapper", "course-content", "vert-mod", "vert")),
        (STUDIO, ("wrapper-xblock", "xblock-render", "xblock", "xblock-render", "xblock")),
    ],
    ids=["courseware", "Studio"],
)
def test_the_platforms_rules_for_text_change_nothing_in_the_block(
    browser: Any, content: str, rules: str, classes: tuple[str, ...]
) -> None:
    inside = "".join(f'<div class="{name}">' for name in classes) + content
    measures = []
    for style in ("", rules):
        page = browser.new_page()
        page.set_content(f"<!doctype html><style>{style} {style_sheet()}</style>{inside}")
        measures.append(page.evaluate(MEASURES, MEASURED))
        page.close()
    alone, inside_the_platform = measures
    assert inside_the_platform == alone


def test_marks_and_bars_keep_their_size_without_the_style_sheet(browser: Any, content: str) -> None:
    page = browser.new_page(viewport={"width": 800, "height": 600})
    page.set_content(content)
    heights = page.evaluate("[...document.querySelectorAll('svg')].map(svg => svg.getBoundingClientRect().height)")
    page.close()
    assert heights
    assert max(heights) <= 26


def test_studios_buttons_stay_at_the_foot_of_the_window_while_the_editor_scrolls(
    browser: Any, plugin: FakePlugin, make_block: Callable[..., MicromastersProgressBlock]
) -> None:
    page, style = browser.new_page(), style_sheet() + style_sheet("editor.css")
    page.set_content(
        f"<!doctype html><style>{style} .modal .editor-with-buttons .xblock-actions {{ {BUTTONS} }}</style>"
        '<div class="modal" id="window" style="position: relative; width: 800px; height: 300px; overflow: auto">'
        f"{make_block(AUTHOR).studio_view().content}</div>"
    )
    gaps = page.evaluate(
        """() => {
          const scrolling = document.getElementById('window'), bar = document.querySelector('.mm-editor__actions');
          return [0, scrolling.scrollHeight].map(top => {
            scrolling.scrollTop = top;
            const [outer, inner] = [scrolling, bar].map(element => element.getBoundingClientRect());
            return [outer.bottom - inner.bottom, inner.left - outer.left];
          });
        }"""
    )
    page.close()
    assert gaps == [[0, 0], [0, 0]]


def test_studios_buttons_stay_inside_a_narrow_editor(
    browser: Any, make_block: Callable[..., MicromastersProgressBlock], plugin: FakePlugin
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    style = style_sheet() + style_sheet("editor.css")
    page.set_content(f"<!doctype html><style>{style}</style>{make_block(AUTHOR).studio_view().content}")
    edges = page.evaluate(
        """() => ['.mm-editor', '.mm-editor__actions'].map(name => {
          const { left, right } = document.querySelector(name).getBoundingClientRect();
          return [left, right];
        })"""
    )
    page.close()
    assert edges[0] == edges[1]
