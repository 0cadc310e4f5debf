"""When to try again: at once for a worker that the database made the victim of a deadlock, later for an error."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

#: Tries of one transaction before its error is the caller's.
TRIES = 5


def back_off(tries: int) -> timedelta:
    """Return how long to wait after ``tries`` failed tries (1 or more): 30 s, doubling, an hour at most."""
    return timedelta(seconds=min(30 * 2 ** (tries - 1), 3600))


def again_after_deadlock(function: Callable[P, R]) -> Callable[P, R]:
    """Call a function that is a transaction of its own again when the database gave it up.

    For workers only: in a receiver the transaction is the sender's, and nothing there can deadlock.
    """

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(TRIES - 1):
            try:
                return function(*args, **kwargs)
            except OperationalError as error:
                log.info("%s is tried again: %s", function.__qualname__, error)
        return function(*args, **kwargs)

    return call
