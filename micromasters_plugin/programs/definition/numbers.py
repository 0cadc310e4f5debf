"""Read the numbers of a definition as exact decimals: counts, amounts, weights and grades.

As in ``values``, a reader raises ValueError, or raises Remedy if the reader can suggest a value.
"""

from __future__ import annotations

import re
from decimal import Decimal

from micromasters_plugin.programs.definition.document import Value
from micromasters_plugin.programs.definition.values import Remedy, scalar_text

#: A bar has this many decimal places. Grades are rounded to this many places before the comparison with a bar.
GRADE_PLACES = 4
#: More digits are surely a mistake, and composite grades could no longer be exact.
MAX_DIGITS = 12

#: A bar below this grade is probably a slip of the decimal point.
LOW_BAR = Decimal("0.20")

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def read_number(value: Value) -> Decimal:
    """Return the exact decimal of a text that has at most 12 digits and lacks quotes and an exponent."""
    text = scalar_text(value)
    if not value.is_plain or not _NUMBER.fullmatch(text) or sum(map(str.isdigit, text)) > MAX_DIGITS:
        raise ValueError
    return Decimal(text)


def read_positive(value: Value) -> Decimal:
    """Return a number above 0."""
    number = read_number(value)
    if number <= 0:
        raise ValueError
    return number


def read_amount(value: Value) -> Decimal:
    """Return a number that is at least 0."""
    number = read_number(value)
    if number.is_signed():
        raise ValueError
    return number


def read_ratio(value: Value) -> Decimal:
    """Return a grade from 0 to 1 with at most 4 decimal places. For a percentage, the error suggests the ratio.

    A number below 20 is probably no percentage, because 20 % would be a low bar. Such a number needs a percent sign.
    """
    text = scalar_text(value)
    percent = text.removesuffix("%")
    if value.is_plain and _NUMBER.fullmatch(percent) and len(percent) <= MAX_DIGITS:
        written = Decimal(percent)
        if LOW_BAR * 100 <= written <= 100 or (percent != text and Decimal("0.01") <= written <= 100):
            raise Remedy(f"expected a grade from 0 to 1, not {text}: write {_with_two_places(written / 100)}")
        if 1 < written < LOW_BAR * 100:
            raise Remedy(f"a grade is at most 1, not {text}: write a number from 0 to 1, such as 0.60")
    ratio = read_number(value)
    if ratio.is_signed() or ratio > 1:
        raise ValueError
    if ratio != round(ratio, GRADE_PLACES):
        raise Remedy(f"grades are compared with {GRADE_PLACES} places: write {round(ratio, GRADE_PLACES)}")
    return ratio


def read_passing_grade(value: Value) -> Decimal:
    """Return a ratio above 0. Every grade would meet a bar of 0."""
    ratio = read_ratio(value)
    if not ratio:
        raise ValueError
    return ratio


def read_count(value: Value) -> int:
    """Return a whole number that is at least 1."""
    number = read_number(value)
    if number < 1 or number != int(number):
        raise ValueError
    return int(number)


def _with_two_places(ratio: Decimal) -> str:
    return format(round(ratio, 2) if ratio == round(ratio, 2) else round(ratio, GRADE_PLACES).normalize(), "f")
