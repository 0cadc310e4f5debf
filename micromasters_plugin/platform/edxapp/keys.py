"""Convert course keys from the texts of this package to the ``CourseKey`` objects of the platform's queries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def parse_keys(runs: Iterable[str]) -> list[Any]:
    """Return the runs as ``CourseKey`` objects. Leave out invalid keys, because no row can have an invalid key."""
    from opaque_keys import InvalidKeyError
    from opaque_keys.edx.keys import CourseKey

    keys = []
    for run in runs:
        try:
            keys.append(CourseKey.from_string(run))
        except InvalidKeyError:
            continue
    return keys
