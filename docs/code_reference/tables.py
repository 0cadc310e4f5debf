"""Write rows of cells as a reStructuredText table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a list-table with one header row. Each cell is one paragraph of inline markup."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in (headings, *rows):
        lines += [f"   {'*' if number == 0 else ' '} - {_one_line(cell)}" for number, cell in enumerate(row)]
    return "\n".join((*lines, ""))


def _one_line(cell: str) -> str:
    return " ".join(cell.split())
