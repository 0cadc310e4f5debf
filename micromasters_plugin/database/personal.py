"""Describe the personal data in a table: whose rows it has, how to erase them, which texts may name somebody.

Each room with tables describes them in its ``personal.py``, and ``people`` reads all descriptions. Rows about others
name staff only by number. That number stays, because it says who is responsible for a decision.
"""

from __future__ import annotations

import enum
from dataclasses import KW_ONLY, dataclass
from datetime import datetime

from django.db.models import Model, QuerySet


class Turn(enum.IntEnum):
    """The order in which to erase tables' rows. Decisions lock them in the same order, with the ledger last."""

    WORK = 1
    DECISION = 2
    FACT = 3


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``path`` leads from a row to the id of its person; "" if the rows belong to nobody.

    Erasing a person deletes their rows. If the table ``goes_with_another``, the room empties or erases them together
    with rows of another table instead. Erasing reads ids without a lock and then deletes rows by id, one by one. If a
    database searched by another column, or for a list of ids in a small table, it might lock other people's rows.

    ``acts`` are the columns that name staff who wrote a row. Every text is searched for names of people and redacted,
    with two exceptions. ``machine_texts`` are not searched: the package writes them from keys, digests, numbers and
    definitions, or they belong to a person's own row. ``published_texts`` are published or signed, so nobody may change
    them unnoticed. Names in them are only listed.
    """

    model: type[Model]
    _: KW_ONLY
    path: str = ""
    turn: Turn = Turn.DECISION
    goes_with_another: bool = False
    acts: tuple[str, ...] = ()
    machine_texts: tuple[str, ...] = ()
    published_texts: tuple[str, ...] = ()

    def rows(self, user_id: int) -> QuerySet:
        """Return the person's rows, oldest first."""
        return self.model._default_manager.filter(**{self.path: user_id}).order_by("id")

    def erase(self, user_id: int, *, now: datetime) -> int:
        """Erase the person's rows in the caller's transaction. Return how many there were: 0 the second time."""
        if self.goes_with_another:
            return 0
        ids = list(self.rows(user_id).values_list("id", flat=True))
        return sum(self._erase_row(row_id, now) for row_id in ids)

    def _erase_row(self, row_id: int, now: datetime) -> int:
        """Erase a row, unless somebody else did meanwhile. Return the number of erased rows."""
        row = self.model._default_manager.filter(id=row_id)
        # Nothing refers to the row any more. A normal delete would search for such rows first, by a list of ids.
        return int(row._raw_delete(row.db))
