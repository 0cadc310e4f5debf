"""Describe the reasons of verdicts in the active language, for staff and learners.

``domain/reasons`` has the sentences.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from micromasters_plugin.data import Reason
from micromasters_plugin.domain.reasons import VERDICT_REASONS, ReasonValue


def describe_reason(reason: Reason) -> str:
    """Return the sentence of ``reason`` in the active language."""
    row = VERDICT_REASONS[reason.code]
    return gettext(row.staff) % {name: _format_value(value) for name, value in row.read(reason).items()}


def format_ratio(ratio: Decimal) -> str:
    """Format a ratio in 0–1 exactly, with at least two places, in the active language."""
    places = max(2, -int(ratio.normalize().as_tuple().exponent))
    return number_format(ratio, decimal_pos=places)


def format_day(day: date) -> str:
    """Format a day in the active language. For an instant, the day is the day in the site's time zone."""
    return date_format(localtime(day) if isinstance(day, datetime) else day, "DATE_FORMAT")


def _format_value(value: ReasonValue) -> str:
    if isinstance(value, Decimal):
        return format_ratio(value)
    if isinstance(value, date):
        return format_day(value)
    return str(value) if isinstance(value, str | int) else ", ".join(value)
