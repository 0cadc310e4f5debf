"""Plans kept in Django's cache for as long as nothing that they depend on can have changed.

A key is a digest of all that plans were worked out from, so a changed grade, decision, rule or run has another key. It
names nobody. What does not change with a fact is the clock: a key holds until the next instant that matters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

from django.core.cache import cache

from micromasters_plugin import __version__
from micromasters_plugin.data import Plan

#: Rises when the same question may have another answer.
PLANNER = 1


def kept(
    question: object, answer: Callable[[], list[Plan]], *, instants: Iterable[datetime | None], now: datetime
) -> list[Plan]:
    """Return what ``answer`` gives, or gave to the same question in the same stretch of time.

    Args:
        question: all that the answer depends on but the clock; its ``repr`` says all of it.
        answer: works the plans out.
        instants: at which the answer may change, past ones and None left out; the end of the day (UTC) is one always.
        now: for which the answer holds.
    """
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=now.tzinfo)
    until = min([midnight, *(instant for instant in instants if instant is not None and instant > now)])
    digest = hashlib.sha256(repr((__version__, PLANNER, until, question)).encode()).hexdigest()
    key = f"micromasters:plans:{digest}"
    found: list[Plan] | None = cache.get(key)
    if found is None:
        found = answer()
        cache.set(key, found, timeout=max(1, int((until - now).total_seconds())))
    return found
