"""Give leases their times, and tell which leases bind, by the database's clock, which all workers share.

A leased row has ``leased_at`` and ``leased_until``, both written by ``lease_times``. So workers respect each other even
if their clocks or their ``MICROMASTERS_LEASE_SECONDS`` differ.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Func, Q
from django.utils import timezone

from micromasters_plugin import app_settings

#: How far the database's clock may be put back before a lease that it gave counts as one of the future.
CLOCK_STEP = timedelta(seconds=300)


class DatabaseNow(Func):
    """The database's present instant in UTC, moved by ``offset``.

    Django's own ``Now`` is in the session's zone on MySQL. SQLite runs in this process, whose clock is its clock.
    """

    output_field = DateTimeField()

    def __init__(self, *, offset: timedelta = timedelta()):
        super().__init__()
        self.offset = offset

    @property
    def _microseconds(self) -> int:
        return self.offset // timedelta(microseconds=1)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, Any]:
        instant: datetime = timezone.now() + self.offset
        return "%s", [connection.ops.adapt_datetimefield_value(instant.astimezone(UTC))]

    def as_mysql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        return "(UTC_TIMESTAMP(6) + INTERVAL %s MICROSECOND)", [self._microseconds]

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        return "(STATEMENT_TIMESTAMP() + %s * INTERVAL '1 microsecond')", [self._microseconds]


def lease_times() -> dict[str, DatabaseNow]:
    """Return the columns that an UPDATE sets to lease rows from now on: ``leased_at`` and ``leased_until``."""
    lasts = timedelta(seconds=app_settings.lease_seconds())
    return {"leased_at": DatabaseNow(), "leased_until": DatabaseNow(offset=lasts)}


#: The columns that an UPDATE sets to give rows back.
FREE: dict[str, Any] = {"lease": "", "leased_at": None, "leased_until": None}


def is_free() -> Q:
    """Return the condition for a row that nobody holds now."""
    return Q(leased_until__isnull=True) | has_run_out()


def has_run_out() -> Q:
    """Return the condition for a row whose lease no longer binds anybody.

    A lease that begins in the future was taken before the database's clock was put back. It binds nobody, or its
    holder's death would go unnoticed for as long as the clock had been wrong.
    """
    # A lease ends after it begins. Saying so makes both halves ranges of the index on its end.
    future = DatabaseNow(offset=CLOCK_STEP)
    is_over = Q(leased_until__lte=DatabaseNow()) | Q(leased_until__gt=future, leased_at__gt=future)
    return Q(leased_until__isnull=False) & is_over


def is_held() -> Q:
    """Return the condition for a row that somebody holds now: the opposite of ``is_free``."""
    has_begun = Q(leased_at__isnull=True) | Q(leased_at__lte=DatabaseNow(offset=CLOCK_STEP))
    return Q(leased_until__gt=DatabaseNow()) & has_begun


@dataclass(slots=True)
class Hold:
    """Tells the holder how much of a lease is over, without a query. Make it before the lease is taken.

    Only elapsed time counts, so it does not matter whether this machine's clock is right.
    """

    lasts_seconds: float = field(default_factory=app_settings.lease_seconds)
    began: float = field(default_factory=time.monotonic)
    began_on_wall: datetime = field(default_factory=lambda: timezone.now())

    @property
    def spent(self) -> float:
        """The share of the lease that is over. From 1 on, another worker may have taken the rows.

        The longer of two measured times counts: one clock stands still while a machine sleeps, the other may be set.
        """
        on_wall = (timezone.now() - self.began_on_wall).total_seconds()
        return max(time.monotonic() - self.began, on_wall) / self.lasts_seconds
