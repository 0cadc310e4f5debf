"""Limit the rate of a person's requests for plans. All processes of a site share the count in Django's cache."""

from __future__ import annotations

import time
from contextlib import suppress

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from micromasters_plugin.exceptions import TooManyRequestsError

#: One response has the plans for the whole slider, so this is more than a reader needs.
REQUESTS_A_MINUTE = 20

_MINUTE = 60


def count_plan_request(user_id: int) -> None:
    """Count one request of ``user_id`` in this minute of the clock.

    The cache increments atomically, so parallel requests all count. Without a working cache there is no limit.

    Raises:
        TooManyRequestsError: there were more than ``REQUESTS_A_MINUTE``.
    """
    minute, second = divmod(int(time.time()), _MINUTE)
    # Cache keys must not reveal user ids.
    key = f"micromasters:asked:{salted_hmac('micromasters.plans', str(user_id)).hexdigest()}:{minute}"
    cache.add(key, 0, timeout=2 * _MINUTE)
    with suppress(ValueError):  # the cache evicted the key
        if cache.incr(key) > REQUESTS_A_MINUTE:
            raise TooManyRequestsError(_MINUTE - second)
