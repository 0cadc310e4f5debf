"""Describe the reasons of verdicts in the active language, for staff and learners.

``domain/reasons`` has the sentences.
"""

from __future__ import annotations

from datetime import datetime
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


def format_day(instant: datetime) -> str:
    """Format the day of ``instant`` in the site's time zone and in the active language."""
    return date_format(localtime(instant), "DATE_FORMAT")


def _format_value(value: ReasonValue) -> str:
    if isinstance(value, Decimal):
        return format_ratio(value)
    if isinstance(value, datetime):
        return format_day(value)
    return str(value) if isinstance(value, str | int) else ", ".join(value)
