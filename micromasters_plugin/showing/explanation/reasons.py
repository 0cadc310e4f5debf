"""Describe the reasons of verdicts in the active language, for staff and learners.

``domain/reasons`` has the sentences.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import gettext

from micromasters_plugin.data import Reason
from micromasters_plugin.domain.reasons import VERDICT_REASONS, ReasonValue


def describe_reason(reason: Reason, *, zone: str) -> str:
    """Return the sentence of ``reason`` in the active language. ``zone`` is the time zone of the program's days."""
    row = VERDICT_REASONS[reason.code]
    return gettext(row.staff) % {name: _format_value(value, zone) for name, value in row.read(reason).items()}


def format_ratio(ratio: Decimal) -> str:
    """Format a ratio in 0–1 exactly, with at least two places, in the active language."""
    places = max(2, -int(ratio.normalize().as_tuple().exponent))
    return number_format(ratio, decimal_pos=places)


def format_day(day: date) -> str:
    """Format a day in the active language. For an instant, the day is the day in the site's time zone."""
    return date_format(localtime(day) if isinstance(day, datetime) else day, "DATE_FORMAT")


def format_rule_day(day: date, zone: str) -> str:
    """Format a day in a program's time zone. Name the zone if the site has another zone."""
    if zone == get_current_timezone_name():
        return format_day(day)
    # Translators: A day with the time zone in which it is meant: "30 August 2021 (America/New_York)".
    return gettext("%(date)s (%(zone)s)") % {"date": format_day(day), "zone": zone}


def _format_value(value: ReasonValue, zone: str) -> str:
    if isinstance(value, Decimal):
        return format_ratio(value)
    if isinstance(value, datetime):
        return format_day(value)
    if isinstance(value, date):
        return format_rule_day(value, zone)
    return str(value) if isinstance(value, str | int) else ", ".join(value)
