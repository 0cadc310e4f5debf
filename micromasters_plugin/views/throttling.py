"""Limit how often one client may request a public page in a minute. All workers share the count."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Concatenate, ParamSpec

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from edx_django_utils.ip import get_safest_client_ip

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

WINDOW_SECONDS = 60


def throttled(
    name: str, limit: Callable[[], int], refuse: Callable[[HttpRequest], HttpResponse]
) -> Callable[[View[P]], View[P]]:
    """Decorate a view. After ``limit`` requests in a minute, ``refuse`` makes a 429 for the client.

    Django's default cache, which a site's workers share, keeps the count. ``Retry-After`` has the seconds until the
    next minute begins.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            now = int(time.time())
            if _count(f"micromasters:{name}:{client_of(request)}:{now // WINDOW_SECONDS}") <= limit():
                return view(request, *args, **kwargs)
            response = refuse(request)
            response.status_code = 429
            response["Retry-After"] = str(WINDOW_SECONDS - now % WINDOW_SECONDS)
            return response

        return answer

    return decorate


def client_of(request: HttpRequest) -> str:
    """Return the network of a request, which is the IPv4 address or the first 64 bits of the IPv6 address.

    The platform chooses a trusted address, which a client cannot set with ``X-Forwarded-For``. An internet subscriber
    usually has all addresses of such an IPv6 network.
    """
    text = get_safest_client_ip(request)
    try:
        address = ip_address(text)
    except ValueError:  # a local socket
        return "local"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(IPv6Network((int(address), 64), strict=False).network_address)
    return str(address)


def _count(key: str) -> int:
    """Add one to a counter, and return the count. If the cache dropped the counter, start a new counter."""
    cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
    try:
        return cache.incr(key)
    except ValueError:
        return 1
