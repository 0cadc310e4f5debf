"""When to try again: at once for a worker that the database made the victim of a deadlock, later for an error."""

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

#: Tries of one transaction before its error is the caller's.
TRIES = 5

#: Deadlock, lock wait timeout.
MYSQL_CONFLICTS = frozenset({1213, 1205})

#: Deadlock, serialization failure, lock not available.
POSTGRESQL_CONFLICTS = frozenset({"40P01", "40001", "55P03"})

#: Busy, locked.
SQLITE_CONFLICTS = frozenset({5, 6})

#: A wait doubles at most this often: 2**30 seconds are decades.
MOST_DOUBLINGS = 30

_random = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to wait after each failed try, and after which one to give up.

    The wait begins with ``first_seconds`` and doubles up to ``longest_seconds``; of that, a random half to the whole is
    waited, so that those who failed together do not come back together. ``tries`` None: as the setting has it. Where
    ``lasts`` is set, it alone counts: how long something may go on failing.
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
        """True if there were too many ``failed`` tries, or the first of them is too long ago."""
        if self.lasts is not None:
            return failing_for >= self.lasts
        return failed >= (app_settings.max_tries() if self.tries is None else self.tries)


#: For what this package does within its own database.
USUAL = RetryPolicy()


def replay_note(reason: str, *, now: datetime) -> str:
    """Return what is written above the error of something that gets another start."""
    return f"Replayed on {now:%Y-%m-%d at %H:%M} UTC: {reason}\n\n"


def is_lock_conflict(error: DatabaseError) -> bool:
    """Tell whether the database gave a transaction up for the sake of another: then it may succeed the next time.

    Django wraps the driver's error. MySQL's has a number, PostgreSQL's a state, SQLite's a code whose last byte counts.
    """
    driver = error.__cause__
    state = getattr(driver, "sqlstate", None) or getattr(driver, "pgcode", None)
    sqlite_code = getattr(driver, "sqlite_errorcode", None)
    if sqlite_code is not None:
        return sqlite_code & 0xFF in SQLITE_CONFLICTS
    return state in POSTGRESQL_CONFLICTS or (bool(error.args) and error.args[0] in MYSQL_CONFLICTS)


def again_after_deadlock(function: Callable[P, R]) -> Callable[P, R]:
    """Call a function that is a transaction of its own again when the database gave it up for another's sake.

    Any other error is the caller's at once. For workers only: in a receiver the transaction is the sender's, and
    nothing there can deadlock.

    It cannot be nested. After a deadlock the database rolls the whole transaction back, so another try of an inner part
    would lose the work of the outer one. And a retry within a retry would try 25 times.

    Raises:
        NestedRetryError: it was called within a transaction, or within another function of this kind.
    """

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        if _is_nested():
            raise NestedRetryError(
                f"{function.__qualname__} is tried again after a deadlock, so it has to be the whole transaction"
            )
        _retried.name = function.__qualname__
        try:
            return _try_again(function, *args, **kwargs)
        finally:
            _retried.name = ""

    return call


def again_where_outermost(function: Callable[P, R]) -> Callable[P, R]:
    """Do the same for a function that may be called within a transaction, such as a page's. There it is tried once.

    Only the code that began that transaction can try it again.
    """
    alone = again_after_deadlock(function)

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs) if _is_nested() else alone(*args, **kwargs)

    return call


def _try_again(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    for _ in range(TRIES - 1):
        try:
            return function(*args, **kwargs)
        except DatabaseError as error:
            if not is_lock_conflict(error):
                raise
            log.info("%s is tried again: %s", function.__qualname__, describe(error))
    return function(*args, **kwargs)


def _is_nested() -> bool:
    """Tell whether a transaction is open, or such a function is running; a test's own transaction does not count."""
    blocks = connection.atomic_blocks
    return bool(_retried.name) or bool(blocks and not getattr(blocks[-1], "_from_testcase", False))


class _Retried(local):
    """The function of this kind that this thread runs, "" for none."""

    name = ""


_retried = _Retried()
