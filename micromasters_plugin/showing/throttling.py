"""Limit how often one person may ask for plans. All processes of a site share the count in Django's cache."""

from __future__ import annotations

import time
from contextlib import suppress

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from micromasters_plugin.exceptions import TooManyRequestsError

#: More than anybody needs who reads the answers: one answer has the whole slider.
REQUESTS_A_MINUTE = 20

_MINUTE = 60


def count_plan_request(user_id: int) -> None:
    """Count one request of ``user_id`` in this minute of the clock.

    The cache adds in one step, so parallel requests all count. A cache that keeps nothing limits nothing.

    Raises:
        TooManyRequestsError: there were more than ``REQUESTS_A_MINUTE``.
    """
    minute, second = divmod(int(time.time()), _MINUTE)
    # Nobody should read user ids from the keys of a cache.
    key = f"micromasters:asked:{salted_hmac('micromasters.plans', str(user_id)).hexdigest()}:{minute}"
    cache.add(key, 0, timeout=2 * _MINUTE)
    with suppress(ValueError):  # the cache dropped it in between
        if cache.incr(key) > REQUESTS_A_MINUTE:
            raise TooManyRequestsError(_MINUTE - second)
