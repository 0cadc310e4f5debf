"""Test in a browser that every text is complete, is not covered, and has enough contrast."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from tests.catalogues import LANGUAGES
from tests.gallery.cases import WIDTHS, Case, covering_cases
from tests.gallery.drawing import draw, page

CONTRAST = 4.5
#: Every visible text, the contrast on the block's background, and the rectangles of the text's lines.
LOOK = """
() => {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const luminance = (...colours) => {
    for (const colour of colours) {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
    }
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map(byte => {
      const part = byte / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = element => getComputedStyle(element).backgroundColor;
  const papers = element => element ? [...papers(element.parentElement), paper(element)] : [];
  const walker = document.createTreeWalker(document.querySelector('.mm-block'), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!node.data.trim() || element.closest('.mm-visually-hidden') || !element.checkVisibility()) { continue; }
    const range = document.createRange();
    range.selectNodeContents(node);
    const rectangles = [...range.getClientRects()].map(({ left, top, right, bottom }) => [left, top, right, bottom]);
    const [high, low] = [luminance(...papers(element), getComputedStyle(element).color), luminance(...papers(element))]
      .sort((a, b) => b - a);
    found.push({ text: node.data.trim(), rectangles, contrast: (high + 0.05) / (low + 0.05) });
  }
  return { texts: found, width: innerWidth, content: document.documentElement.scrollWidth };
}
"""


#: The cases whose texts differ most in length between languages.
LONG = (("in_progress", "audit"), ("outside_dates", "learner"), ("candidate", "learner"))
IN_EACH_LANGUAGE = [
    Case(state, reader, "full", language, width, "light")
    for (state, reader), language, width in product(LONG, LANGUAGES, WIDTHS)
]


@pytest.fixture(scope="module")
def tab(browser: Any) -> Iterator[Any]:
    """Open one browser tab for all cases."""
    tab = browser.new_page()
    yield tab
    tab.close()


@pytest.mark.parametrize("case", [*covering_cases(), *IN_EACH_LANGUAGE], ids=lambda case: "-".join(map(str, case)))
def test_every_text_is_inside_alone_and_readable(tab: Any, case: Case) -> None:
    tab.set_viewport_size({"width": case.width, "height": 800})
    tab.set_content(page(case, draw(case)))
    layout = tab.evaluate(LOOK)
    assert layout["texts"]
    assert layout["content"] <= layout["width"]
    assert [text for text in layout["texts"] if text["contrast"] < CONTRAST] == []
    assert overlaps(layout["texts"]) == []


def overlaps(texts: list[dict[str, Any]]) -> list[str]:
    """Return the pairs of texts whose lines overlap by more than a pixel."""
    lines = [(text["text"], line) for text in texts for line in text["rectangles"]]
    return [
        json.dumps([one, other], ensure_ascii=False)
        for number, (one, (left, top, right, bottom)) in enumerate(lines)
        for other, (left2, top2, right2, bottom2) in lines[:number]
        if min(right, right2) - max(left, left2) > 1 and min(bottom, bottom2) - max(top, top2) > 4
    ]
