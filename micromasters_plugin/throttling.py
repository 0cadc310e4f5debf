"""How often one person may ask for plans. The count is in Django's cache, so all processes of a site share it."""

from __future__ import annotations

import time
from contextlib import suppress

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from micromasters_plugin.exceptions import TooManyRequestsError

#: As many as somebody who reads the answers can use: one answer has the whole slider.
REQUESTS_A_MINUTE = 20

_MINUTE = 60


def count_plan_request(user_id: int) -> None:
    """Count one more request of ``user_id`` in this minute of the clock.

    The cache adds in one step, so requests side by side are counted each. A cache that keeps nothing limits nothing.

    Raises:
        TooManyRequestsError: that makes more than ``REQUESTS_A_MINUTE``.
    """
    minute, second = divmod(int(time.time()), _MINUTE)
    # Who asks is not to be read from the keys of a cache.
    key = f"micromasters:asked:{salted_hmac('micromasters.plans', str(user_id)).hexdigest()}:{minute}"
    cache.add(key, 0, timeout=2 * _MINUTE)
    with suppress(ValueError):  # it was thrown out in between
        if cache.incr(key) > REQUESTS_A_MINUTE:
            raise TooManyRequestsError(_MINUTE - second)
