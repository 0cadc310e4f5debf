"""Convert the platform's floats to exact decimal ratios.

The rule comes from the program's handbook, "Grades". The float becomes ``Decimal(repr(x))``, rounded half-up to 4
places. Passing grades are compared after rounding: 0.59995 reaches 0.60, and 0.5999 does not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

PLACES = Decimal("0.0001")

#: The highest valid grade. With extra credit, a grading policy can add up to more than 100 %.
HIGHEST = 2

_FULL = Decimal("1.0000")
_EXACT = Context(prec=60)


@lru_cache(maxsize=4096)  # the platform rounds to two places: about a hundred values
def ratio_from_float(percent: float | None) -> Decimal | None:
    """Return the platform's ``percent_grade`` as a ratio in 0–1 with 4 places. A grade from 1 to 2 becomes 1.

    Return None if there is no grade, or if the grade is negative, above 2 or not finite.
    """
    if percent is None or not math.isfinite(percent) or not 0 <= percent <= HIGHEST:
        return None
    if percent > 1:
        return _FULL
    return round_ratio(Decimal(repr(percent + 0.0)))  # + 0.0 turns -0.0 into 0.0


def original_grade(percent: float | None) -> str:
    """Return the platform's grade as text if it is above 1 or invalid. Otherwise return "".

    The ratio alone does not show such a grade.
    """
    ratio = ratio_from_float(percent)
    return repr(percent) if ratio is None or percent is None or percent > 1 else ""


def round_ratio(ratio: Decimal) -> Decimal:
    """Round ``ratio`` half-up to 4 places."""
    return ratio.quantize(PLACES, rounding=ROUND_HALF_UP)


def weighted_mean(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Return the mean of (weight, ratio) pairs, rounded half-up to 4 places, or None without pairs.

    Weights are above 0.
    """
    total = weights = Decimal(0)
    for weight, ratio in parts:
        total = _EXACT.add(total, _EXACT.multiply(weight, ratio))
        weights = _EXACT.add(weights, weight)
    return round_ratio(_EXACT.divide(total, weights)) if weights else None
