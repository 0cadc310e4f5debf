"""Decide when to try again: at once after a deadlock, later after an error."""

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

#: The tries of one transaction. The last try's error goes to the caller.
TRIES = 5

#: Deadlock, lock wait timeout.
MYSQL_CONFLICTS = frozenset({1213, 1205})

#: Deadlock, serialization failure, lock not available.
POSTGRESQL_CONFLICTS = frozenset({"40P01", "40001", "55P03"})

#: Busy, locked.
SQLITE_CONFLICTS = frozenset({5, 6})

#: The most times that a wait doubles: 2**30 seconds are decades.
MOST_DOUBLINGS = 30

_random = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to wait after each failed try, and when to give up.

    The wait begins with ``first_seconds`` and doubles up to ``longest_seconds``. The actual wait is a random half to
    the whole of that, so that tries that fail together do not start again together. ``tries`` None: use the setting.
    If ``lasts`` is set, only the time since the first failure counts.
    """

    first_seconds: float = 30
    longest_seconds: float = 3600
    tries: int | None = None
    lasts: timedelta | None = None

    def wait(self, failed: int) -> timedelta:
        """Return how long to wait after ``failed`` failed tries (1 or more)."""
        doublings = min(failed - 1, MOST_DOUBLINGS)
        longest = min(self.first_seconds * 2**doublings, self.longest_seconds)
        return timedelta(seconds=longest * _random.uniform(0.5, 1.0))

    def is_over(self, failed: int, *, failing_for: timedelta = timedelta(0)) -> bool:
        """Tell whether there were too many ``failed`` tries, or the first of them is too long ago."""
        if self.lasts is not None:
            return failing_for >= self.lasts
        return failed >= (app_settings.max_tries() if self.tries is None else self.tries)


#: The policy for work in this package's own database.
USUAL = RetryPolicy()


def replay_note(reason: str, *, now: datetime) -> str:
    """Return the line to write above the old error of parked work that is tried again."""
    return f"Replayed on {now:%Y-%m-%d at %H:%M} UTC: {reason}\n\n"


def is_lock_conflict(error: DatabaseError) -> bool:
    """Tell whether the database aborted a transaction because of another one. The next try may succeed.

    Django wraps the driver's error. MySQL's error has a number, PostgreSQL's a state, and SQLite's a code whose last
    byte counts.
    """
    driver = error.__cause__
    state = getattr(driver, "sqlstate", None) or getattr(driver, "pgcode", None)
    sqlite_code = getattr(driver, "sqlite_errorcode", None)
    if sqlite_code is not None:
        return sqlite_code & 0xFF in SQLITE_CONFLICTS
    return state in POSTGRESQL_CONFLICTS or (bool(error.args) and error.args[0] in MYSQL_CONFLICTS)


def retry_after_deadlock(function: Callable[P, R]) -> Callable[P, R]:
    """Repeat a function that is a whole transaction if the database aborts it because of another transaction.

    Any other error goes to the caller at once. Use this only in workers: a receiver runs in the sender's transaction,
    and nothing in it can deadlock.

    It cannot be nested. After a deadlock the database rolls back the whole transaction, so repeating only an inner part
    would lose the work of the outer part. And a retry within a retry would try 25 times.

    Raises:
        NestedRetryError: it was called within a transaction, or within another function of this kind.
    """

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        if _is_nested():
            raise NestedRetryError(
                f"{function.__qualname__} is tried again after a deadlock, so it has to be the whole transaction"
            )
        _running.name = function.__qualname__
        try:
            return _retry(function, *args, **kwargs)
        finally:
            _running.name = ""

    return call


def retry_if_outermost(function: Callable[P, R]) -> Callable[P, R]:
    """Do the same, but let the function also run within a transaction, such as a page's. There it is tried once.

    Only the code that began the outer transaction can repeat it.
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
            log.info("%s is tried again: %s", function.__qualname__, describe(error))
    return function(*args, **kwargs)


def _is_nested() -> bool:
    """Tell whether a transaction is open or such a function is running. A test's own transaction does not count."""
    blocks = connection.atomic_blocks
    return bool(_running.name) or bool(blocks and not getattr(blocks[-1], "_from_testcase", False))


class _RunningFunction(local):
    """The name of the repeatable function that this thread runs, or ""."""

    name = ""


_running = _RunningFunction()
