"""Read dates, time zones and durations of a definition.

A date without an offset has its meaning only in the program's time zone, so ``local_times`` resolves such dates.
"""

from __future__ import annotations

import difflib
import re
from datetime import UTC, date, datetime

from micromasters_plugin.domain.days import zone_names
from micromasters_plugin.domain.instants import EXPECTED, is_plausible
from micromasters_plugin.programs.definition.document import Value
from micromasters_plugin.programs.definition.values import Remedy, scalar_text

DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARS = re.compile("[1-9][0-9]{0,2} years?")
#: Nobody alive has results that are older.
MAX_YEARS = 100

#: Names with an offset are no suggestions: "Etc/GMT+5" is five hours behind UTC, and not ahead of UTC.
_OFFSET = re.compile("[+-][0-9]")
_EXAMPLE = 'such as "America/New_York"'
_DURATION = re.compile(r"\s*(-?[0-9]+)\s*([A-Za-z]*)\s*")
#: The number of each unit that a year has. A year of days has 365 days.
_UNITS = {"": 1, "y": 1, "year": 1, "month": 12, "week": 52, "day": 365}


def read_zone(value: Value) -> str:
    """Return the IANA name of a time zone."""
    name = scalar_text(value)
    if name in zone_names():
        return name
    cities = {_city(zone): zone for zone in sorted(zone_names()) if not _OFFSET.search(zone)}
    nearest = difflib.get_close_matches(_city(name), cities, n=1, cutoff=0.8)
    if _OFFSET.search(name):
        raise Remedy(f"expected an IANA time zone, not {value}: name a place instead of an offset, {_EXAMPLE}")
    remedy = (
        f'did you mean "{cities[nearest[0]]}"?' if nearest else "write a name of IANA's list, or leave it out for UTC"
    )
    raise Remedy(f"expected an IANA time zone {_EXAMPLE}, not {value}: {remedy}")


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].strip().casefold().replace(" ", "_")


def read_instant(value: Value) -> datetime:
    """Return an instant from an ISO date or an ISO date and time.

    With an offset, the instant is in UTC. Without an offset, the result has no time zone, and is in the program's time
    zone. A date means the beginning of the day.
    """
    instant = datetime.fromisoformat(scalar_text(value))
    try:
        utc = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except OverflowError as error:  # an offset can move an instant out of the years 1 to 9999
        raise ValueError from error
    if not is_plausible(utc):
        raise Remedy(implausible(value))
    return instant if instant.tzinfo is None else utc


def implausible(value: Value) -> str:
    """Return the message about an instant outside the calendar that databases and time zones have in common."""
    return f"expected {EXPECTED}, not {value}; to set no limit, leave it out"


def read_day(value: Value) -> date:
    """Return a day, written as an ISO date without a time."""
    text = scalar_text(value)
    day = datetime.fromisoformat(text).date()
    if not is_plausible(datetime(day.year, day.month, day.day, tzinfo=UTC)):
        raise Remedy(implausible(value))
    if DAY.fullmatch(text) is None:
        raise Remedy(f"a day without a time: write {day}")
    return day


def read_years(value: Value) -> int:
    """Return a number of years from 1 to 100, written as ``5 years`` or ``1 year``."""
    text = scalar_text(value)
    if YEARS.fullmatch(text) and int(text.split()[0]) <= MAX_YEARS:
        return int(text.split()[0])
    found = _DURATION.fullmatch(text)
    unit = found[2].casefold().removesuffix("s") if found else ""
    if found is None or unit not in _UNITS:
        raise ValueError
    number = int(found[1])
    if number < 1:
        raise Remedy(f"a result is valid for at least 1 year, not {value}; to set no limit, leave it out")
    years, rest = divmod(number, _UNITS[unit])
    if years > MAX_YEARS:
        raise Remedy(f"at most {MAX_YEARS} years, not {value}; to set no limit, leave it out")
    if rest:
        nearest = max(1, round(number / _UNITS[unit]))
        raise Remedy(f'expected whole years, not {value}: write for instance "{years_text(nearest)}"')
    raise Remedy(f'expected a number of years, not {value}: write "{years_text(years)}"')


def years_text(number: int) -> str:
    """Return a number of years as the file writes it."""
    return "1 year" if number == 1 else f"{number} years"
