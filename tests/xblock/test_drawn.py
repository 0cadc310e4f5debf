"""The drawings that recur down a page."""

from __future__ import annotations

import pytest

from micromasters_xblock.drawing import drawn
from micromasters_xblock.page.rows import GradeBar


def test_equal_bars_are_rendered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = drawn.as_bar(GradeBar("12.34%", "60.00%"))
    monkeypatch.delattr(drawn, "render")
    assert drawn.as_bar(GradeBar("12.34%", "60.00%")) is first


def test_a_mark_is_markup_that_is_not_escaped_again() -> None:
    assert drawn.as_mark("half").startswith('<svg class="mm-mark mm-mark--half"')
    assert drawn.as_mark("half").__html__() == drawn.as_mark("half")


def test_a_mark_of_any_name_is_escaped() -> None:
    assert "<script>" not in drawn.as_mark('"><script>')
