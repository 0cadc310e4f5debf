"""Decide when to retry. A retry follows a deadlock immediately, and follows another error later."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from threading import local
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, connection

from micromasters_plugin import app_settings
from micromasters_plugin.exceptions import NestedRetryError
from micromasters_plugin.failures import describe

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

#: A transaction is tried at most this many times. After the last try, the error goes to the caller.
TRIES = 5

#: These numbers mean a deadlock and a lock wait timeout.
MYSQL_CONFLICTS = frozenset({1213, 1205})

#: These states mean a deadlock, a serialization failure, and a lock that is not available.
POSTGRESQL_CONFLICTS = frozenset({"40P01", "40001", "55P03"})

#: Busy, locked.
SQLITE_CONFLICTS = frozenset({5, 6})

#: A delay doubles at most this many times, because 2**30 seconds are decades.
MOST_DOUBLINGS = 30

_random = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """The policy that decides how long to wait after each failed try, and when to give up.

    The delay begins with ``first_seconds`` and doubles up to ``longest_seconds``. Random jitter shortens the delay by
    at most half. Therefore tries that fail together start again at different times. If ``tries`` is None, the setting
    has the number of tries. If ``lasts`` is set, the policy reads only the time since the first failure.
    """

    first_seconds: float = 30
    longest_seconds: float = 3600
    tries: int | None = None
    lasts: timedelta | None = None

    def wait(self, failed: int) -> timedelta:
        """Return the time to wait after ``failed`` failed tries (1 or more)."""
        doublings = min(failed - 1, MOST_DOUBLINGS)
        longest = min(self.first_seconds * 2**doublings, self.longest_seconds)
        return timedelta(seconds=longest * _random.uniform(0.5, 1.0))

    def is_over(self, failed: int, *, failing_for: timedelta = timedelta(0)) -> bool:
        """Tell whether to give up after ``failed`` tries. The first try failed ``failing_for`` ago."""
        if self.lasts is not None:
            return failing_for >= self.lasts
        return failed >= (app_settings.max_tries() if self.tries is None else self.tries)


#: This policy is for work in this package's own database.
USUAL = RetryPolicy()


def replay_note(reason: str, *, now: datetime) -> str:
    """Return the line to write above the old error when parked work is replayed."""
    return f"Replayed on {now:%Y-%m-%d at %H:%M} UTC: {reason}\n\n"


def is_lock_conflict(error: DatabaseError) -> bool:
    """Tell whether the database aborted a transaction because of another transaction.

    A retry may succeed after such an abort. Django wraps the driver's error. MySQL's error has a number, and
    PostgreSQL's error has a state. SQLite's error has a code, whose last byte counts.
    """
    driver = error.__cause__
    state = getattr(driver, "sqlstate", None) or getattr(driver, "pgcode", None)
    sqlite_code = getattr(driver, "sqlite_errorcode", None)
    if sqlite_code is not None:
        return sqlite_code & 0xFF in SQLITE_CONFLICTS
    return state in POSTGRESQL_CONFLICTS or (bool(error.args) and error.args[0] in MYSQL_CONFLICTS)


def retry_after_deadlock(function: Callable[P, R]) -> Callable[P, R]:
    """Retry a function if the database aborts the function's transaction because of another transaction.

    The function must be a whole transaction. Any other error goes to the caller immediately. Use this decorator only in
    workers. A receiver runs in the sender's transaction, and takes no lock that can deadlock.

    The decorated function cannot be nested. A deadlock rolls back the whole transaction. A retry of an inner part of
    the transaction would lose the work of the outer part. A retry within a retry would also try 25 times.

    Raises:
        NestedRetryError: the function was called within a transaction, or within another decorated function.
    """

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        if _is_nested():
            raise NestedRetryError(
                f"{function.__qualname__} is retried after a deadlock, so it must be the whole transaction"
            )
        _running.name = function.__qualname__
        try:
            return _retry(function, *args, **kwargs)
        finally:
            _running.name = ""

    return call


def retry_if_outermost(function: Callable[P, R]) -> Callable[P, R]:
    """Decorate like ``retry_after_deadlock``, but allow calls within another transaction.

    A call within another transaction gets no retry. Only the code that began the outer transaction can retry the outer
    transaction.
    """
    alone = retry_after_deadlock(function)

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs) if _is_nested() else alone(*args, **kwargs)

    return call


def _retry(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    for _ in range(TRIES - 1):
        try:
            return function(*args, **kwargs)
        except DatabaseError as error:
            if not is_lock_conflict(error):
                raise
            log.info("%s is retried: %s", function.__qualname__, describe(error))
    return function(*args, **kwargs)


def _is_nested() -> bool:
    """Tell whether a transaction is open or a decorated function is running.

    A test's own transaction does not count.
    """
    blocks = connection.atomic_blocks
    return bool(_running.name) or bool(blocks and not getattr(blocks[-1], "_from_testcase", False))


class _RunningFunction(local):
    """This variable has the name of the decorated function that this thread runs, or ""."""

    name = ""


_running = _RunningFunction()
