"""Compare the text for screen readers with the accepted text. ``make gallery-accept`` accepts a change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gallery.cases import Case
from tests.gallery.spoken import CASES, FOLDER, path_of, spoken


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.drawing)
def test_a_screen_reader_reads_the_accepted_text(browser: Any, case: Case) -> None:
    assert spoken(browser, case) == path_of(case).read_text(encoding="utf-8")


def test_no_file_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {path_of(case).name for case in CASES}
