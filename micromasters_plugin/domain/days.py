"""Convert between instants and days in a program's time zone.

Facts are instants in UTC. Rules about days read days, which are derived when a learner is evaluated and then stored
with the inputs. No other module reads a time zone. No query reads a time zone, because MariaDB returns NULL if its zone
tables are missing.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

#: The zone of a program that names no zone.
DEFAULT_ZONE = "UTC"


def day_of(instant: datetime, zone: str) -> date:
    """Return the day of an aware instant in the time zone ``zone`` (an IANA name)."""
    return instant.astimezone(_zone(zone)).date()


def day_or_none(instant: datetime | None, zone: str) -> date | None:
    """Return the day of ``instant`` in ``zone``, or None if the instant is unknown."""
    return None if instant is None else day_of(instant, zone)


def midnight_of(day: date, zone: str) -> datetime:
    """Return the instant, in UTC, at which ``day`` begins in ``zone``.

    If the clocks skip midnight, the result is the instant of the change. If the clocks repeat midnight, the result is
    the first midnight.
    """
    return instant_of(datetime.combine(day, time()), zone)


def instant_of(local: datetime, zone: str) -> datetime:
    """Return the instant, in UTC, at which the clocks of ``zone`` show ``local``. ``local`` has no offset.

    If the clocks skip ``local``, the result is the instant at which the clocks would show ``local`` without the change.
    If the clocks show ``local`` twice, the result is the first instant.
    """
    return local.replace(tzinfo=_zone(zone)).astimezone(UTC)


@cache
def zone_names() -> frozenset[str]:
    """Return the IANA names of all time zones, without names that mean another zone on another machine."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
