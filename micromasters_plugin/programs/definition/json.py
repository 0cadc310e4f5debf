"""A program's canonical JSON form, in which its immutable versions are stored.

Equal programs have equal forms, however their files were written: decimals are texts with two places or as many more
as they need, instants are ISO 8601 in UTC. The objects have the names and fields of ``domain.definition``; a field
that a stored form lacks is one that came later, and takes its default.
"""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from micromasters_plugin.domain.definition import Course, Group, NestedProgram, ProgramRules

#: The version of this form; rises when a stored version would be read otherwise than it was written.
FORMAT = 1


def to_json(program: ProgramRules) -> dict[str, Any]:
    """Return ``program`` as objects, lists, texts, whole numbers, booleans and null; ``from_json`` is its inverse."""
    return {"format": FORMAT, **_encode(program)}


def from_json(data: dict[str, Any]) -> ProgramRules:
    """Return the program that ``to_json`` wrote.

    Raises:
        ValueError: ``data`` has another format than this release writes.
    """
    if data["format"] != FORMAT:
        raise ValueError(f"stored definition has format {data['format']}, expected {FORMAT}")
    program: ProgramRules = _decode_object(ProgramRules, data)
    return program


def decimal_text(number: Decimal) -> str:
    """Return the shortest form with at least two places: 0.60, 0.625, 150.00."""
    whole, _, places = format(number, "f").partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}"


def _encode(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {each.name: _encode(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_encode(each) for each in value]
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.value if isinstance(value, enum.Enum) else value


def _decode_object(kind: Any, data: dict[str, Any]) -> Any:
    hints = _hints(kind)
    return kind(**{name: _decode(hints[name], value) for name, value in data.items() if name in hints})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _decode(kind: Any, value: Any) -> Any:
    if value is None or kind in (str, int, bool):
        return value
    if typing.get_origin(kind) is tuple:
        item = typing.get_args(kind)[0]
        return tuple(_decode(item, each) for each in value)
    if isinstance(kind, types.UnionType):
        kinds = [each for each in typing.get_args(kind) if each is not types.NoneType]
        return _decode(kinds[0], value) if len(kinds) == 1 else _decode_object(_kind_of_node(value), value)
    if kind is Decimal:
        return Decimal(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    return _decode_object(kind, value) if dataclasses.is_dataclass(kind) else kind(value)


def _kind_of_node(data: dict[str, Any]) -> Any:
    """Tell a requirement by the field that only its kind has."""
    if "children" in data:
        return Group
    return NestedProgram if "program" in data else Course
