"""Write sentences, numbers, dates and lists in the reader's language.

Sentences come from the block's i18n service, and formats come from Django's active language. Other modules choose the
sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cache, lru_cache, reduce
from typing import Any
from unicodedata import bidirectional
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as date_format
from django.utils.formats import get_format, number_format
from django.utils.timezone import get_current_timezone, get_current_timezone_name, localtime
from django.utils.translation import get_language, get_language_bidi

TWO_PLACES = Decimal("0.01")
#: A day. The function's own name is a method of the reader.
Day = date
#: Unicode's isolate marks give the text between the marks the direction of its first letter.
ISOLATE = "\N{FIRST STRONG ISOLATE}%s\N{POP DIRECTIONAL ISOLATE}"


class Reader:
    """The language and time zone of a reader. The language is Django's active language when the object is created.

    ``service`` is the i18n service of the runtime. ``zone`` is the name of the time zone (IANA) that the reader chose.
    If no zone has this name, the reader's zone is the site's zone.
    """

    def __init__(self, service: Any, zone: str = ""):
        self._service = service
        self._zone = _zone_of(zone) or get_current_timezone()
        self._zone_name = zone if _zone_of(zone) else get_current_timezone_name()
        self._language = get_language()
        self._isolates = get_language_bidi()
        self._decimal_point = get_format("DECIMAL_SEPARATOR")
        # A page repeats a few sentences, dates and bars many times, and each translation is slow on the platform.
        self._translated = cache(service.gettext)
        self._day = cache(self._write_day)
        self._number = cache(self._write_number)

    def gettext(self, message: str, **values: str) -> str:
        """Return ``message`` translated, with ``%(name)s`` filled in from ``values``."""
        text = self._translated(message)
        return text % self._isolated(values) if values else text

    def ngettext(self, singular: str, plural: str, number: int, **values: str) -> str:
        """Return the singular or plural form for ``number``, with ``%(number)s`` filled in."""
        return self._service.ngettext(singular, plural, number) % {"number": str(number), **self._isolated(values)}

    def sentences(self, *parts: str) -> str:
        """Join the sentences, and omit empty sentences."""
        # Translators: One sentence after another. Leave out the space where your language writes none.
        pattern = self.gettext("%(one)s %(other)s")
        nonempty = [part for part in parts if part] or [""]
        return reduce(lambda one, other: pattern % {"one": one, "other": other}, nonempty)

    def date(self, day: Day) -> str:
        """Write a day. An instant gives its day in the reader's time zone."""
        return self._day(day)

    def rule_day(self, day: Day, zone: str) -> str:
        """Write a day in a program's time zone. Name the zone if the reader has another zone."""
        if zone == self._zone_name:
            return self.date(day)
        # Translators: A day with the time zone in which it is meant: "30 August 2021 (America/New_York)".
        return self.gettext("%(date)s (%(zone)s)", date=self.date(day), zone=zone)

    def last_day(self, deadline: datetime) -> str:
        """Write the last day before ``deadline``. For a deadline at midnight, write the day before the deadline."""
        return self.date(deadline - timedelta(microseconds=1))

    def _write_day(self, day: Day) -> str:
        # Translators: Django's date format: "17 December 2025". Reorder it for your language.
        local_day = localtime(day, self._zone).date() if isinstance(day, datetime) else day
        return _write_date(local_day, self.gettext("j F Y"), self._language)

    def minute(self, instant: datetime) -> str:
        """Write ``instant`` to the minute, with its time zone."""
        # Translators: Django's date format: "23 November 2026, 10:41 UTC".
        return date_format(localtime(instant, self._zone), self.gettext("j F Y, H:i e"))

    def ratio(self, ratio: Decimal, *, bar: Decimal | None = None) -> str:
        """Write a grade from 0 to 1 with two places.

        Use four places if the shorter grade would be on the wrong side of ``bar``.
        """
        rounded = ratio.quantize(TWO_PLACES, ROUND_HALF_UP)
        if bar is not None and (rounded >= bar) != (ratio >= bar):
            rounded = ratio
        return self._number(rounded)

    def bar(self, bar: Decimal) -> str:
        """Write a passing grade without rounding, because a learner aims at the grade."""
        return self._number(bar)

    def missing(self, ratio: Decimal, bar: Decimal) -> str:
        """Write the difference between ``bar`` and a lower ``ratio``.

        Round the difference up to the places of ``ratio``.
        """
        gap = bar - ratio
        if self.ratio(ratio, bar=bar) == self.ratio(ratio):
            gap = gap.quantize(TWO_PLACES, ROUND_CEILING)
        return self._number(gap)

    def price(self, amount: Decimal, currency: str) -> str:
        """Write an amount with its currency code, since several currencies are dollars."""
        places = 0 if amount == amount.to_integral_value() else 2
        return f"{number_format(amount, decimal_pos=places)} {currency.upper()}".strip()

    def conjunction(self, items: Sequence[str]) -> str:
        """Write "A", "A and B" or "A, B and C". ``items`` must not be empty."""
        *rest, last = items
        if not rest:
            return last
        # Translators: Stands between the items of a list, except before the last one.
        separator = self.gettext(", ")
        # Translators: Joins the last item to a list: "SC3x, SC4x and CFx".
        return self.gettext("%(items)s and %(last)s", items=separator.join(rest), last=last)

    def _write_number(self, value: Decimal) -> str:
        places = max(2, -int(value.normalize().as_tuple().exponent))
        # Grades have no thousands. Django's number_format would look up three formats for each grade.
        return f"{value:.{places}f}".replace(".", self._decimal_point)

    def _isolated(self, values: dict[str, str]) -> dict[str, str]:
        """Put Unicode isolates around each value whose writing direction differs from the direction of the text.

        Examples are 14.73x in an Arabic text and an Arabic title in an English text.
        """
        return {
            name: ISOLATE % value if self._isolates or _runs_from_right(value) else value
            for name, value in values.items()
        }


@lru_cache(maxsize=1024)
def _zone_of(name: str) -> ZoneInfo | None:
    """Return the time zone with the given name. Return None if no zone has the name."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, OSError, ValueError):  # KeyError: unknown; ValueError or OSError: a path
        return None


@lru_cache(maxsize=1024)
def _write_date(day: date, pattern: str, language: str | None) -> str:
    """Write a day in the active language. Most days are dates of course runs, which many pages show."""
    return date_format(day, pattern)


def _runs_from_right(text: str) -> bool:
    return not text.isascii() and any(bidirectional(character) in ("R", "AL") for character in text)
