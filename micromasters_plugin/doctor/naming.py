"""Name learners in a finding."""

from __future__ import annotations

from collections.abc import Sequence

#: A finding names at most this many learners or grades.
NAMED = 20


def named(user_ids: Sequence[int]) -> str:
    """Return the first ids as a list, and the number of further ids."""
    more = f" and {len(user_ids) - NAMED} more" if len(user_ids) > NAMED else ""
    return ", ".join(map(str, user_ids[:NAMED])) + more
