"""Find rows by the beginning of a text, with a query that can use an index."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db import connections
from django.db.models import Q, QuerySet

#: On MySQL Django writes ``LIKE BINARY`` for ``startswith``, and on PostgreSQL Django writes ``UPPER(…) LIKE`` for
#: ``istartswith``. Neither query can use the index.
_LOOKUP = {"mysql": "istartswith"}


def filter_by_prefix(rows: QuerySet, column: str, prefixes: Sequence[str]) -> QuerySet:
    """Return the ``rows`` whose indexed ``column`` begins with one of ``prefixes``.

    The caller gives at least one prefix. On MySQL the result includes texts that differ from a prefix in case, so
    callers compare the texts again in Python.
    """
    lookup = _LOOKUP.get(connections[rows.db].vendor, "startswith")
    return rows.filter(reduce(or_, (Q(**{f"{column}__{lookup}": prefix}) for prefix in prefixes)))
