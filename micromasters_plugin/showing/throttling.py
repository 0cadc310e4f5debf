"""Limit the rate of a person's requests for plans. All processes of a site share the count in Django's cache."""

from __future__ import annotations

import time
from contextlib import suppress

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from micromasters_plugin.exceptions import TooManyRequestsError

#: One response has the plans for the whole slider, so a reader needs fewer requests than this limit.
REQUESTS_A_MINUTE = 20

_MINUTE = 60


def count_plan_request(user_id: int) -> None:
    """Count one request of ``user_id`` in the current minute of the clock.

    The cache increments atomically, so all parallel requests count. If the cache does not work, there is no limit.

    Raises:
        TooManyRequestsError: the person sent more than ``REQUESTS_A_MINUTE`` requests in this minute.
    """
    minute, second = divmod(int(time.time()), _MINUTE)
    # A cache key must not reveal a user id.
    key = f"micromasters:asked:{salted_hmac('micromasters.plans', str(user_id)).hexdigest()}:{minute}"
    cache.add(key, 0, timeout=2 * _MINUTE)
    with suppress(ValueError):  # the cache has evicted the key
        if cache.incr(key) > REQUESTS_A_MINUTE:
            raise TooManyRequestsError(_MINUTE - second)
