"""Run queries whose SQL Django compiles once for each connection, not once for each call.

Pages with the block use prepared queries. Django needs more time to compile SQL than most databases need to answer SQL.
The values of a prepared query are whole numbers, or any number of texts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet

from micromasters_plugin.database.stored_text import encode_text

#: While Django compiles the SQL, a placeholder replaces each value. These functions make the placeholder from the
#: value's position. No constant equals a placeholder.
_MARK_OF = {int: lambda place: 2_000_000_011 + place, str: "mm-prepared-{}".format}


@dataclass(frozen=True, slots=True)
class _CompiledQuery:
    """A compiled query.

    ``order`` has a pair for each parameter of ``sql``. A pair has the position of the parameter's value, or a constant.
    """

    sql: str
    order: tuple[tuple[int | None, Any], ...]
    compiler: Any
    converters: Any


class Prepared:
    """A query with parameters. ``build`` takes the parameters' values and returns a ``values_list`` queryset."""

    def __init__(self, model: type[Model], build: Callable[..., QuerySet]):
        self._model = model
        self._build = build
        self._compiled: WeakKeyDictionary[BaseDatabaseWrapper, dict[int, _CompiledQuery]] = WeakKeyDictionary()

    def __call__(self, *values: int | str) -> list[tuple[Any, ...]]:
        """Return the rows for one or more values, as tuples. The call runs one query on the model's database."""
        connection = connections[router.db_for_read(self._model)]
        by_count = self._compiled.setdefault(connection, {})
        compiled = by_count.get(len(values))
        if compiled is None:
            compiled = by_count[len(values)] = self._compile(connection, type(values[0]), len(values))
        parameters = [
            constant if place is None else _encode(values[place], connection) for place, constant in compiled.order
        ]
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, parameters)
            rows = cursor.fetchall()
        return [tuple(row) for row in compiled.compiler.apply_converters(rows, compiled.converters)]

    def _compile(self, connection: BaseDatabaseWrapper, kind: type, count: int) -> _CompiledQuery:
        marks = [_MARK_OF[kind](place) for place in range(count)]
        compiler = self._build(*marks).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        order = tuple((marks.index(value), None) if value in marks else (None, value) for value in parameters)
        columns = [column[0] for column in compiler.select]
        return _CompiledQuery(sql, order, compiler, compiler.get_converters(columns))


def _encode(value: int | str, connection: BaseDatabaseWrapper) -> int | str:
    return encode_text(value, connection.vendor) if isinstance(value, str) else value
