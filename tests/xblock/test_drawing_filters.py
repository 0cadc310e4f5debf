"""Test the template filters that render marks and bars."""

from __future__ import annotations

from typing import Any

from micromasters_xblock.drawing.filters import drawing_filters
from micromasters_xblock.drawing.rendering import render
from micromasters_xblock.page.rows import GradeBar

as_mark, as_bar = (drawing_filters(render).filters[name] for name in ("as_mark", "as_bar"))


def test_equal_bars_are_rendered_once() -> None:
    rendered: list[Any] = []
    draw = drawing_filters(lambda template, bar: rendered.append(bar) or render(template, bar=bar)).filters["as_bar"]
    assert draw(GradeBar("12.34%", "60.00%")) is draw(GradeBar("12.34%", "60.00%"))
    assert rendered == [GradeBar("12.34%", "60.00%")]


def test_a_mark_is_markup_that_is_not_escaped_again() -> None:
    assert as_mark("half").startswith('<svg class="mm-mark mm-mark--half"')
    assert as_mark("half").__html__() == as_mark("half")


def test_a_mark_of_any_name_is_escaped() -> None:
    assert "<script>" not in as_mark('"><script>')


def test_a_bar_is_markup_that_is_not_escaped_again() -> None:
    assert as_bar(GradeBar("12.34%", "60.00%")).startswith('<svg class="mm-bar"')
