"""The block among the style of a real LMS's courseware, and without its own style, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import micromasters_xblock
from micromasters_xblock.block import MicromastersProgressBlock
from tests.xblock.conftest import FakePlugin
from tests.xblock.specimens import credential, progress

STYLE = Path(micromasters_xblock.__file__).parent / "public" / "css" / "progress.css"
#: What the LMS's courseware lays down for text in a unit, with its selectors.
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


def test_the_coursewares_rules_for_text_change_nothing_in_the_block(browser: Any, content: str) -> None:
    measures = []
    for rules in ("", COURSEWARE):
        page = browser.new_page()
        page.set_content(
            f"<style>{rules} {STYLE.read_text()}</style>"
            f'<div class="course-wrapper"><div class="course-content"><div class="vert-mod"><div>{content}</div></div>'
        )
        measures.append(page.evaluate(MEASURES, MEASURED))
        page.close()
    alone, in_courseware = measures
    assert in_courseware == alone


def test_marks_and_bars_keep_the_size_of_a_line_where_the_style_did_not_load(browser: Any, content: str) -> None:
    page = browser.new_page(viewport={"width": 800, "height": 600})
    page.set_content(content)
    heights = page.evaluate("[...document.querySelectorAll('svg')].map(svg => svg.getBoundingClientRect().height)")
    page.close()
    assert heights
    assert max(heights) <= 26
