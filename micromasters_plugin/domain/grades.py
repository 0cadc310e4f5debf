"""Exact grades: from the platform's float to a decimal ratio, once, at the boundary.

Source of the rule: the program's handbook, "Grades": the float becomes ``Decimal(repr(x))``, half-up to 4 places,
and bars compare after rounding, so that 0.59995 counts at 0.60 and 0.5999 does not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from micromasters_plugin.exceptions import InvalidGradeError

PLACES = Decimal("0.0001")
_EXACT = Context(prec=60)


@lru_cache(maxsize=4096)  # the platform's grades have two places, so there are about a hundred
def ratio_from_float(percent: float) -> Decimal:
    """Return the platform's ``percent_grade`` (a float in 0–1) as a ratio with 4 places.

    Raises:
        InvalidGradeError: it is not a finite number in 0–1.
    """
    if not math.isfinite(percent) or not 0 <= percent <= 1:
        raise InvalidGradeError(f"grade {percent!r} is not a number from 0 to 1")
    return round_ratio(Decimal(repr(percent + 0.0)))  # 0.0 for -0.0, which it equals


def round_ratio(ratio: Decimal) -> Decimal:
    """Return ``ratio`` half-up to 4 places."""
    return ratio.quantize(PLACES, rounding=ROUND_HALF_UP)


def weighted_mean(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Return the mean of (weight > 0, ratio) pairs, half-up to 4 places; None where there are none."""
    total = weights = Decimal(0)
    for weight, ratio in parts:
        total = _EXACT.add(total, _EXACT.multiply(weight, ratio))
        weights = _EXACT.add(weights, weight)
    return round_ratio(_EXACT.divide(total, weights)) if weights else None
