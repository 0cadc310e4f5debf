"""Read untrusted JSON.

A duplicate field is an error, because some JSON parsers use the first value and other parsers use the last value.
"""

from __future__ import annotations

import json
from typing import Any


class DuplicateFieldError(ValueError):
    """An object has the same field twice.

    Some JSON parsers use the first value, and other parsers use the last value.
    """


def read_object(text: str) -> dict[str, Any]:
    """Return the JSON object in ``text``.

    Raises:
        DuplicateFieldError: an object in the text has a field twice.
        ValueError: the text is no JSON object, or has too many nested levels.
    """
    try:
        found = _DECODER.decode(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(found, dict):
        raise ValueError("it is no object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DuplicateFieldError("a field comes twice")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_once)
