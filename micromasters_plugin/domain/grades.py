"""Convert the platform's float to an exact decimal ratio, once, at the boundary.

Source of the rule: the program's handbook, "Grades": the float becomes ``Decimal(repr(x))``, half-up to 4 places,
and bars compare after rounding, so that 0.59995 counts at 0.60 and 0.5999 does not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

PLACES = Decimal("0.0001")

#: The highest valid grade. The parts of a grading policy may add up to more than 100 %, for extra credit.
HIGHEST = 2

_FULL = Decimal("1.0000")
_EXACT = Context(prec=60)


@lru_cache(maxsize=4096)  # the platform's grades have two places, so about a hundred differ
def ratio_from_float(percent: float | None) -> Decimal | None:
    """Return the platform's ``percent_grade`` as a ratio in 0–1 with 4 places. A grade above 1, up to 2, becomes 1.

    Return None if there is no grade, or if it is not a finite number, negative or above 2.
    """
    if percent is None or not math.isfinite(percent) or not 0 <= percent <= HIGHEST:
        return None
    if percent > 1:
        return _FULL
    return round_ratio(Decimal(repr(percent + 0.0)))  # + 0.0 turns -0.0 into 0.0


def original_grade(percent: float | None) -> str:
    """Return the platform's number as text if the ratio differs, because it is above 1 or invalid; else ""."""
    ratio = ratio_from_float(percent)
    return repr(percent) if ratio is None or percent is None or percent > 1 else ""


def round_ratio(ratio: Decimal) -> Decimal:
    """Return ``ratio`` half-up to 4 places."""
    return ratio.quantize(PLACES, rounding=ROUND_HALF_UP)


def weighted_mean(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Return the mean of (weight > 0, ratio) pairs, half-up to 4 places; None without pairs."""
    total = weights = Decimal(0)
    for weight, ratio in parts:
        total = _EXACT.add(total, _EXACT.multiply(weight, ratio))
        weights = _EXACT.add(weights, weight)
    return round_ratio(_EXACT.divide(total, weights)) if weights else None
