"""Shorten a long list of requirements to the requirements that need attention.

The table that a reader can open has all requirements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from micromasters_xblock.page.rows import GroupRow, RequirementRow

#: A list with at least this many requirements is long.
LONG_LIST = 20
#: A long list keeps this many requirements that are not begun.
NEXT = 3
SETTLED = frozenset({"earned", "waived"})
UNTOUCHED = frozenset({"open", "lock"})


def fold(items: Sequence[RequirementRow | GroupRow], number: int) -> tuple[RequirementRow | GroupRow, ...]:
    """Return ``items``, which have ``number`` rows.

    If the list is long, keep only some rows. Those rows are the row of this course, the rows under way and the next
    rows. Groups stay, with their headings.
    """
    if number < LONG_LIST:
        return tuple(items)
    untouched = [row for row in _rows(items) if row.words.mark in UNTOUCHED and not row.grade]
    hidden = {id(row) for row in _rows(items) if row.words.mark in SETTLED}.union(map(id, untouched[NEXT:]))
    return _without(items, hidden)


def _rows(items: Sequence[RequirementRow | GroupRow]) -> Iterator[RequirementRow]:
    for item in items:
        if isinstance(item, GroupRow):
            yield from _rows(item.items)
        else:
            yield item


def _without(items: Sequence[RequirementRow | GroupRow], hidden: set[int]) -> tuple[RequirementRow | GroupRow, ...]:
    return tuple(
        replace(item, items=_without(item.items, hidden)) if isinstance(item, GroupRow) else item
        for item in items
        if isinstance(item, GroupRow) or item.is_this_course or id(item) not in hidden
    )
