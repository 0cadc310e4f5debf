"""Read the rule book's tables of cases. The tests of the rules check the cases in these tables.

The first cell of a row is the name of a test case. Each test module interprets the other cells of the row.
"""

from __future__ import annotations

import re

from tests.needs import REPOSITORY

RULE_BOOK = REPOSITORY / "docs" / "reference" / "rules.rst"


def cases_of(table: str) -> dict[str, list[str]]:
    """Return the cells of each row between the anchors ``table`` and ``table-end``, by the name of the case.

    The function removes backticks around literals. An empty cell becomes an empty text.
    """
    text = RULE_BOOK.read_text(encoding="utf-8")
    _, _, body = text.split(f".. _{table}:\n")[1].split(f".. _{table}-end:\n")[0].partition("\n   * - ")
    _heads, *rows = [re.split(r"\n     - ?", row) for row in body.split("\n   * - ")]
    plain = [[" ".join(cell.split()).replace("``", "") for cell in row] for row in rows]
    return {name: cells for name, *cells in plain}
