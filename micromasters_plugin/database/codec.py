"""Frozen data as plain JSON, for JSON columns and for what is hashed.

Decimals and instants are text, so nothing is lost; empty fields are left out.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

Json = dict[str, Any]

#: Kinds that JSON has: most values by far, so they are asked for first.
_AS_IT_IS = frozenset({str, int, float, bool, type(None)})


def plain(value: Any) -> Any:
    """Return frozen data as plain JSON; None, False, 0 and empty fields of dataclasses are left out."""
    kind: Any = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is Decimal:
        return str(value)
    if kind is datetime:
        return value.isoformat()
    if kind is tuple or kind is list:
        return [plain(item) for item in value]
    names = _field_names(kind)
    if names is None:
        return value
    contents = ((name, plain(getattr(value, name))) for name in names)
    return {name: content for name, content in contents if content}


@cache
def _field_names(kind: Any) -> tuple[str, ...] | None:
    """Return the names of a dataclass's fields; None for what is none."""
    return tuple(each.name for each in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else None
