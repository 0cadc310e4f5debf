"""Cache plans until an input of the plans changes.

A cache key is a digest of all inputs of the plans. A changed grade, override, rule or run gives another key. A key
reveals no person. The clock is not part of the key. An entry expires at the next instant that can change the plans.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

from django.core.cache import cache

from micromasters_plugin import __version__
from micromasters_plugin.data import Plan

#: This number is the version of the planner. Increase this number if unchanged inputs may now give other plans.
PLANNER = 1


def cached_plans(
    question: object, compute: Callable[[], list[Plan]], *, instants: Iterable[datetime | None], now: datetime
) -> list[Plan]:
    """Return the result of ``compute``, or a cached result for this question and this period.

    Args:
        question: all inputs of the plans except the clock. The ``repr`` of the question must contain all inputs.
        compute: a function that computes the plans.
        instants: the instants at which the plans may change. The function ignores None and past instants. The function
            always adds the end of the day in UTC.
        now: the time of the request.
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
