"""Read JSON that somebody may have written to deceive: a field that comes twice has two meanings, so it is refused."""

from __future__ import annotations

import json
from typing import Any


class DuplicateFieldError(ValueError):
    """An object says the same field twice, and readers would differ about which one counts."""


def read_object(text: str) -> dict[str, Any]:
    """Return the JSON object in ``text``.

    Raises:
        DuplicateFieldError: one of its objects has a field twice.
        ValueError: it is no JSON, or no object, or nested too deeply to be read.
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
