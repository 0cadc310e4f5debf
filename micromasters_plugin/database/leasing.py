"""Set and compare the times of leases by the database's clock, which all workers share.

``lease_times`` sets both ``leased_at`` and ``leased_until`` of a leased row. A worker therefore respects the leases of
another worker whose clock or ``MICROMASTERS_LEASE_SECONDS`` differs.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Func, Q
from django.utils import timezone

from micromasters_plugin import app_settings

#: If a person sets the database's clock back by at most this time, leases stay in force. If the change is larger, the
#: existing leases count as ended, because each lease begins in the future.
CLOCK_STEP = timedelta(seconds=300)


class DatabaseNow(Func):
    """The database's current time in UTC, plus ``offset``.

    Django's own ``Now`` uses the session's time zone on MySQL. SQLite runs in this process and uses this process's
    clock.
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
    """Return the columns ``leased_at`` and ``leased_until`` for an UPDATE that leases rows from now on."""
    lasts = timedelta(seconds=app_settings.lease_seconds())
    return {"leased_at": DatabaseNow(), "leased_until": DatabaseNow(offset=lasts)}


#: An UPDATE of these columns releases rows.
FREE: dict[str, Any] = {"lease": "", "leased_at": None, "leased_until": None}


def is_free() -> Q:
    """Return the condition for a row that no worker holds now."""
    return Q(leased_until__isnull=True) | has_run_out()


def has_run_out() -> Q:
    """Return the condition for a row whose lease has ended.

    A lease that begins in the future was taken before a person set the database's clock back. A lease that begins in
    the future counts as ended. Without this rule, rows would stay leased for too long after the death of a worker that
    leased the rows.
    """
    # A lease ends after the lease begins, so the condition on the end is redundant. The redundant condition lets the
    # index on the end answer the query.
    future = DatabaseNow(offset=CLOCK_STEP)
    is_over = Q(leased_until__lte=DatabaseNow()) | Q(leased_until__gt=future, leased_at__gt=future)
    return Q(leased_until__isnull=False) & is_over


def is_held() -> Q:
    """Return the condition for a row that a worker holds now. The condition is the opposite of ``is_free``."""
    has_begun = Q(leased_at__isnull=True) | Q(leased_at__lte=DatabaseNow(offset=CLOCK_STEP))
    return Q(leased_until__gt=DatabaseNow()) & has_begun


@dataclass(slots=True)
class Hold:
    """A timer that measures the elapsed share of a lease without a query. Create the timer before you take the lease.

    Only elapsed time counts, so this machine's clock may be wrong.
    """

    lasts_seconds: float = field(default_factory=app_settings.lease_seconds)
    began: float = field(default_factory=time.monotonic)
    began_on_wall: datetime = field(default_factory=lambda: timezone.now())

    @property
    def spent(self) -> float:
        """Return the elapsed share of the lease. If the share is at least 1, another worker may have taken the rows.

        Two clocks measure the time, and the longer time counts. The monotonic clock may stop while the machine sleeps,
        and a person may set the wall clock.
        """
        on_wall = (timezone.now() - self.began_on_wall).total_seconds()
        return max(time.monotonic() - self.began, on_wall) / self.lasts_seconds
