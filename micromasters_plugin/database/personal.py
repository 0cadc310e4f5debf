"""What a room says of each of its tables: whose rows it has, how they are erased, which texts may name somebody.

A room with tables declares them in its ``personal.py``; ``people`` walks what the rooms declare. Rows about others name
staff only by number. That number stays, because it says who answers for a decision.
"""

from __future__ import annotations

import enum
from dataclasses import KW_ONLY, dataclass
from datetime import datetime

from django.db.models import Model, QuerySet


class Turn(enum.IntEnum):
    """When a table's rows are erased: in the order in which decisions lock them. The ledger comes last."""

    WORK = 1
    DECISION = 2
    FACT = 3


@dataclass(frozen=True, slots=True)
class Table:
    """One table. A row is a person's if ``path`` leads from it to the person's id; "" where no row is anybody's.

    A person's rows are deleted, except where they ``goes_with_another``: the room empties or erases them together with
    rows of another table. Ids are read without a lock, and rows are erased by their ids, one by one. A database that
    searches by another column, or for a list of ids in a small table, may lock rows of strangers and wait for them.

    ``acts`` are the columns that name staff who wrote a row. Every text is searched for names of people and redacted,
    except ``machine_texts`` and ``published_texts``. The former are not searched: the package writes them from keys,
    digests, numbers and definitions, or they are texts of a person's own row. The latter are published or signed, so
    nobody may change them unseen, and what is found in them is only listed.
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
        """Erase the person's rows in the caller's transaction; returns how many there were: 0 the second time."""
        if self.goes_with_another:
            return 0
        ids = list(self.rows(user_id).values_list("id", flat=True))
        return sum(self._erase_row(row_id, now) for row_id in ids)

    def _erase_row(self, row_id: int, now: datetime) -> int:
        """Erase a row unless somebody else did meanwhile; returns how many rows that were."""
        row = self.model._default_manager.filter(id=row_id)
        # Nothing refers to it any more, and the ORM would search for that by a list of one id.
        return int(row._raw_delete(row.db))
