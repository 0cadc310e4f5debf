"""Check that each test in the table of promises exists."""

from __future__ import annotations

import re

import pytest

from tests.needs import REPOSITORY

PAGE = REPOSITORY / "docs" / "concepts" / "reliability.rst"
PROMISES = [*(f"R{number}" for number in range(1, 12)), "R16", "R17", "R18", "R19"]
ROW = re.compile(r"^   \* - (R\d+b?)$", re.MULTILINE)
NAMED_TEST = re.compile(r"``(tests/[\w/]+\.py)(?:::(\w+))?``")


def rows() -> dict[str, str]:
    """Return the row of each promise in the table, by the number of the promise."""
    _, *parts = ROW.split(PAGE.read_text(encoding="utf-8").partition("What is not promised")[0])
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_promise_has_a_row_in_order() -> None:
    assert [number for number in rows() if number != "R1b"] == PROMISES


@pytest.mark.parametrize("number", rows())
def test_every_test_that_a_promise_names_exists(number: str) -> None:
    named = NAMED_TEST.findall(rows()[number])
    assert named
    for path, function in named:
        source = (REPOSITORY / path).read_text(encoding="utf-8")
        definition = rf"^def {function}\(" if function else "^def test_"
        assert re.search(definition, source, re.MULTILINE), f"{path} has no {function or 'test'}"


def test_the_table_has_every_test_of_a_promise() -> None:
    named = {path for row in rows().values() for path, _ in NAMED_TEST.findall(row)}
    files = {str(path.relative_to(REPOSITORY)) for path in (REPOSITORY / "tests" / "reliability").glob("test_*.py")}
    assert files <= named
