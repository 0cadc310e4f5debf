"""Convert frozen dataclasses to plain JSON and back, to store or hash the data.

The types of the fields decide the form. A codec converts dataclasses, tuples, unions, enumerations, decimals, instants,
days and JSON's own types. Decimals become text, instants become ISO 8601 text in UTC, and days become ISO 8601 text, so
the JSON loses no digit. Each room that stores data chooses a codec.
"""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from collections.abc import Callable
from dataclasses import MISSING
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

Json = dict[str, Any]
T = TypeVar("T")

#: Converts a value. None means that the value stays unchanged. Most values stay unchanged.
Convert = Callable[[Any], Any] | None

#: JSON's own types.
_AS_IT_IS: dict[Any, Convert] = dict.fromkeys([str, int, float, bool, types.NoneType])

#: This table maps a type to the value that the sparse form omits.
_EMPTY: dict[Any, Any] = {str: "", int: 0, bool: False, tuple: (), types.UnionType: None}


class Codec:
    """A codec for one form of plain JSON. The codec caches a reader and a writer for each dataclass.

    Args:
        is_sparse: tells whether the form omits fields that are None, False, 0 or empty. If ``is_sparse`` is False, the
            form has every field. If a stored value lacks a field, a later release added the field, and the field gets
            its default.
        decimal_text: a function that writes a decimal.
    """

    def __init__(self, *, is_sparse: bool, decimal_text: Callable[[Decimal], str] = str):
        self._is_sparse = is_sparse
        self._writers: dict[Any, Convert] = _AS_IT_IS | {
            Decimal: decimal_text,
            datetime: lambda instant: instant.astimezone(UTC).isoformat(),
            date: date.isoformat,
            tuple: lambda items: [self.encode(item) for item in items],
        }
        self._readers: dict[Any, Convert] = _AS_IT_IS | {
            Decimal: Decimal,
            datetime: datetime.fromisoformat,
            date: date.fromisoformat,
        }

    def encode(self, value: Any) -> Any:
        """Return frozen data as objects, lists, texts, numbers, booleans and None.

        ``decode`` is the inverse of ``encode``.
        """
        write = self._writer(type(value))
        return value if write is None else write(value)

    def decode(self, kind: type[T], value: Any) -> T:
        """Return the ``kind`` that ``encode`` wrote as ``value``.

        Raises:
            ArithmeticError, AttributeError, KeyError, TypeError, ValueError: ``value`` does not match ``kind``.
        """
        read = self._reader(kind)
        found: T = value if read is None else read(value)
        return found

    def _writer(self, kind: Any) -> Convert:
        if kind not in self._writers:
            value_of = attrgetter("value") if issubclass(kind, enum.Enum) else None
            self._writers[kind] = self._record_writer(kind) if dataclasses.is_dataclass(kind) else value_of
        return self._writers[kind]

    def _record_writer(self, kind: Any) -> Convert:
        names = [field.name for field in dataclasses.fields(kind)]
        writers, is_sparse = self._writers, self._is_sparse

        def write(record: Any) -> Json:
            row = {}
            for name in names:
                value = getattr(record, name)
                convert = writers[type(value)] if type(value) in writers else self._writer(type(value))
                content = value if convert is None else convert(value)
                if content or not is_sparse:
                    row[name] = content
            return row

        return write

    def _reader(self, kind: Any) -> Convert:
        if kind not in self._readers:
            self._readers[kind] = self._new_reader(kind)
        return self._readers[kind]

    def _new_reader(self, kind: Any) -> Convert:
        if typing.get_origin(kind) is tuple:
            return self._tuple_reader(*typing.get_args(kind))
        if isinstance(kind, types.UnionType):
            return self._union_reader([each for each in typing.get_args(kind) if each is not types.NoneType])
        return self._record_reader(kind) if dataclasses.is_dataclass(kind) else kind

    def _tuple_reader(self, first: Any, *others: Any) -> Convert:
        if others == (...,):
            read = self._reader(first)
            return tuple if read is None else lambda items: tuple([read(item) for item in items])
        kinds = (first, *others)
        if not any(self._reader(each) for each in kinds):
            return tuple
        return lambda items: tuple([self.decode(each, item) for each, item in zip(kinds, items, strict=True)])

    def _union_reader(self, kinds: list[Any]) -> Convert:
        read = self._reader(kinds[0]) if len(kinds) == 1 else self._records_reader(kinds)
        return None if read is None else lambda value: None if value is None else read(value)

    def _records_reader(self, kinds: list[Any]) -> Convert:
        """Return a reader for one of several dataclasses.

        The reader finds the right dataclass by a field that no other dataclass has.
        """
        named = [(field.name, kind) for kind in kinds for field in dataclasses.fields(kind)]
        names = [name for name, _ in named]
        kind_of = {name: kind for name, kind in named if names.count(name) == 1}

        def read(row: Json) -> Any:
            [kind] = {kind_of[name] for name in row if name in kind_of}
            return self.decode(kind, row)

        return read

    def _record_reader(self, kind: Any) -> Convert:
        @cache  # read the fields only at the first read, because a type may contain itself
        def fields() -> list[tuple[str, Convert, Any]]:
            hints = typing.get_type_hints(kind)
            return [
                (field.name, self._reader(hints[field.name]), self._left_out(field, hints[field.name]))
                for field in dataclasses.fields(kind)
            ]

        def read(row: Json) -> Any:
            return kind(
                *[
                    (row[name] if left_out is MISSING else left_out)
                    if (value := row.get(name, MISSING)) is MISSING
                    else (value if convert is None else convert(value))
                    for name, convert, left_out in fields()
                ]
            )

        return read

    def _left_out(self, field: dataclasses.Field[Any], kind: Any) -> Any:
        """Return the value of a field that a stored value lacks, or MISSING if the field is required."""
        if self._is_sparse:
            return _EMPTY.get(typing.get_origin(kind) or kind, MISSING)
        return field.default if field.default_factory is MISSING else field.default_factory()


#: This form is for data that is stored and hashed in large numbers: standings, inputs, payloads of the ledger.
SPARSE = Codec(is_sparse=True)
