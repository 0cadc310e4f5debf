"""A table of reStructuredText, from rows of cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a list-table with one line of head; a cell is inline markup of one paragraph."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in (head, *rows):
        lines += [f"   {'*' if number == 0 else ' '} - {_one_line(cell)}" for number, cell in enumerate(row)]
    return "\n".join((*lines, ""))


def _one_line(cell: str) -> str:
    return " ".join(cell.split())
