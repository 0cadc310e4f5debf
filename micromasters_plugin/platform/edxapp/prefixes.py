"""Look rows up by how a text begins, in the way that the database answers from an index."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db import connections
from django.db.models import Q, QuerySet

#: Django says ``LIKE BINARY`` for ``startswith`` on MySQL, which reads the whole table, and ``UPPER(…) LIKE`` for
#: ``istartswith`` on PostgreSQL, which does too.
_LOOKUP = {"mysql": "istartswith"}


def whose_begins(rows: QuerySet, column: str, prefixes: Sequence[str]) -> QuerySet:
    """Return those of ``rows`` whose ``column``, which has an index, begins with one of ``prefixes`` (one at least).

    On MySQL, texts that differ from a prefix in case are among them: compare the answers in Python.
    """
    lookup = _LOOKUP.get(connections[rows.db].vendor, "startswith")
    return rows.filter(reduce(or_, (Q(**{f"{column}__{lookup}": prefix}) for prefix in prefixes)))
