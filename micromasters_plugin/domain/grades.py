"""Convert the platform's floats to exact decimal ratios.

The section "Grades" of the program's handbook has the rule. The float becomes ``Decimal(repr(x))``, which is then
rounded half-up to 4 places. Passing grades are compared after rounding. For example, 0.59995 reaches 0.60, and 0.5999
does not reach 0.60.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

PLACES = Decimal("0.0001")

#: No valid grade is above this number. With extra credit, the parts of a grading policy can add up to more than 100 %.
HIGHEST = 2

_FULL = Decimal("1.0000")
_EXACT = Context(prec=60)


@lru_cache(maxsize=4096)  # the platform rounds a grade to two places, so a grade has about a hundred values
def ratio_from_float(percent: float | None) -> Decimal | None:
    """Return the platform's ``percent_grade`` as a ratio in 0–1 with 4 places. A grade from 1 to 2 becomes 1.

    Return None if the grade is missing, negative, above 2 or not finite.
    """
    if percent is None or not math.isfinite(percent) or not 0 <= percent <= HIGHEST:
        return None
    if percent > 1:
        return _FULL
    return round_ratio(Decimal(repr(percent + 0.0)))  # the addition of 0.0 turns -0.0 into 0.0


def original_grade(percent: float | None) -> str:
    """Return the platform's grade as text if the platform's grade is above 1 or invalid. Otherwise return "".

    The ratio alone does not show that a grade is above 1 or invalid.
    """
    ratio = ratio_from_float(percent)
    return repr(percent) if ratio is None or percent is None or percent > 1 else ""


def round_ratio(ratio: Decimal) -> Decimal:
    """Round ``ratio`` half-up to 4 places."""
    return ratio.quantize(PLACES, rounding=ROUND_HALF_UP)


def weighted_mean(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Return the mean of (weight, ratio) pairs, rounded half-up to 4 places. If there are no pairs, return None.

    All weights are above 0.
    """
    total = weights = Decimal(0)
    for weight, ratio in parts:
        total = _EXACT.fma(weight, ratio, total)
        weights = _EXACT.add(weights, weight)
    return round_ratio(_EXACT.divide(total, weights)) if weights else None
