"""Run queries whose SQL Django compiles once for each connection, not for each call.

Use it for the queries of every page with the block: Django takes longer to compile their SQL than most databases to
answer. The values are whole numbers or any number of texts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet

from micromasters_plugin.database.stored_text import storable

#: Makes the placeholder for a value from its position, while Django compiles the SQL. No constant looks like it.
_MARK_OF = {int: lambda place: 2_000_000_011 + place, str: "mm-prepared-{}".format}


@dataclass(frozen=True, slots=True)
class _Written:
    """A compiled query. ``order`` has, for each parameter of ``sql``, the position of its value, or its constant."""

    sql: str
    order: tuple[tuple[int | None, Any], ...]
    compiler: Any
    converters: Any


class Prepared:
    """A query with values to fill in. ``build`` takes these values and returns a ``values_list`` queryset."""

    def __init__(self, model: type[Model], build: Callable[..., QuerySet]):
        self._model = model
        self._build = build
        self._written: WeakKeyDictionary[BaseDatabaseWrapper, dict[int, _Written]] = WeakKeyDictionary()

    def __call__(self, *given: int | str) -> list[tuple[Any, ...]]:
        """Return the rows for the values (at least one), as tuples. One query, on the model's database."""
        connection = connections[router.db_for_read(self._model)]
        by_count = self._written.setdefault(connection, {})
        written = by_count.get(len(given))
        if written is None:
            written = by_count[len(given)] = self._write(connection, type(given[0]), len(given))
        values = [constant if place is None else _taken(given[place], connection) for place, constant in written.order]
        with connection.cursor() as cursor:
            cursor.execute(written.sql, values)
            rows = cursor.fetchall()
        return [tuple(row) for row in written.compiler.apply_converters(rows, written.converters)]

    def _write(self, connection: BaseDatabaseWrapper, kind: type, count: int) -> _Written:
        marks = [_MARK_OF[kind](place) for place in range(count)]
        compiler = self._build(*marks).query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        order = tuple((marks.index(value), None) if value in marks else (None, value) for value in values)
        columns = [column[0] for column in compiler.select]
        return _Written(sql, order, compiler, compiler.get_converters(columns))


def _taken(value: int | str, connection: BaseDatabaseWrapper) -> int | str:
    return storable(value, connection.vendor) if isinstance(value, str) else value
