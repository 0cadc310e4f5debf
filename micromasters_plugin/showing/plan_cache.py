"""Keep plans in Django's cache until something changes that they depend on.

A key is a digest of all inputs of the plans, so a changed grade, decision, rule or run gives another key. A key names
nobody. The clock is no input: an entry is valid until the next instant that matters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

from django.core.cache import cache

from micromasters_plugin import __version__
from micromasters_plugin.data import Plan

#: Increase it when the same question may get another answer.
PLANNER = 1


def cached_plans(
    question: object, compute: Callable[[], list[Plan]], *, instants: Iterable[datetime | None], now: datetime
) -> list[Plan]:
    """Return the result of ``answer``, or its earlier result for the same question and period.

    Args:
        question: all inputs of the answer except the clock; its ``repr`` contains all of them.
        answer: computes the plans.
        instants: when the answer may change. Past ones and None are ignored; the end of the day (UTC) is added.
        now: the instant of the answer.
    """
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=now.tzinfo)
    expires = min([midnight, *(instant for instant in instants if instant is not None and instant > now)])
    digest = hashlib.sha256(repr((__version__, PLANNER, expires, question)).encode()).hexdigest()
    key = f"micromasters:plans:{digest}"
    cached: list[Plan] | None = cache.get(key)
    if cached is None:
        cached = compute()
        cache.set(key, cached, timeout=max(1, int((expires - now).total_seconds())))
    return cached
