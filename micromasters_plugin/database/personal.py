"""Describe the personal data in a table: the owners of rows, the way to erase rows, and texts that may name people.

Each room describes its tables in a module ``personal.py``, and the room ``people`` reads all descriptions. Rows about
other people name staff only by number. The number of a staff member stays, because the number records who is
responsible for a decision.
"""

from __future__ import annotations

import enum
from dataclasses import KW_ONLY, dataclass
from datetime import datetime

from django.db.models import Model, QuerySet


class Turn(enum.IntEnum):
    """The order in which an erasure erases rows of different tables.

    Decisions lock rows in this order of tables, and lock the ledger last.
    """

    WORK = 1
    DECISION = 2
    FACT = 3


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``path`` is the look-up from a row to the id of the row's person.

    ``path`` is "" if the rows belong to no person. The erasure of a person deletes the person's rows. If
    ``goes_with_another`` is True, the room erases the rows together with rows of another table. An erasure reads ids
    without a lock, and then deletes rows by id, one by one. A DELETE by another column, or by a list of ids in a small
    table, might lock other people's rows.

    ``acts`` are the columns that name the staff who wrote a row. An erasure redacts people's names in every text except
    ``machine_texts`` and ``published_texts``. ``machine_texts`` are not searched. The texts in ``machine_texts`` come
    from keys, digests, numbers and definitions, or belong to a person's own row. ``published_texts`` are published or
    signed, so an erasure only lists the names in ``published_texts``.
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
        """Erase the person's rows in the caller's transaction.

        Return the number of erased rows, which is 0 at a second call.
        """
        if self.goes_with_another:
            return 0
        ids = list(self.rows(user_id).values_list("id", flat=True))
        return sum(self._erase_row(row_id, now) for row_id in ids)

    def _erase_row(self, row_id: int, now: datetime) -> int:
        """Erase a row, unless another process erased it first. Return the number of erased rows."""
        row = self.model._default_manager.filter(id=row_id)
        # No other row refers to this row. A normal delete would first search for rows that refer to this row, by a list
        # of ids.
        return int(row._raw_delete(row.db))
