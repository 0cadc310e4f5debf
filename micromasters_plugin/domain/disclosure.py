"""Hide the exact size of a group in a chart whose readers may not see its members. Every such chart uses this.

A shown size has random noise and is rounded to fives. Below ten, no size is shown. The noise is the sum of three draws
from −4 to +4 by a keyed function of a secret, the cell and the week. It does not depend on the members: it stays the
same for a week, and also when a person leaves. Other modules decide who may see the chart.

The attack in ``tests/domain/disclosure_attack.py`` tests whether the noise is enough. ADR 0014 records the decision.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

#: The least size to show, noise included.
MIN_SIZE = 10

#: Sizes are shown as multiples of this.
STEP = 5

#: Each draw is a whole number from minus this to plus this, all equally likely.
MAX_DRAW = 4

#: The number of draws in one noise. With one draw an attacker can find a person (ADR 0014).
DRAWS = 3


@dataclass(frozen=True, slots=True)
class Noise:
    """Draw the noise of the cells of one chart in one week.

    Only the site knows ``secret``. ``chart`` is a name that is unique on the site. ``week`` is a Monday.
    """

    secret: bytes
    chart: str
    week: date

    def of(self, cell: str) -> int:
        """Return the cell's noise, −12 … +12, mean 0. The same secret, chart, cell and week give the same noise."""
        message = "\n".join((self.chart, cell, self.week.isoformat()))
        number = int.from_bytes(hmac.digest(self.secret, message.encode(), "sha256"))
        width = 2 * MAX_DRAW + 1
        # The digest is far larger than the width, so the chances of any two remainders differ by less than 2**-240.
        return sum(number // width**draw % width - MAX_DRAW for draw in range(DRAWS))


def week_of(now: datetime) -> date:
    """Return the Monday of the week in UTC."""
    today = now.astimezone(UTC).date()
    return today - timedelta(days=today.weekday())


def disclose(sizes: Mapping[str, int], *, noise: Noise) -> dict[str, int | None]:
    """Return the number to show for each cell: the noisy size to the nearest five, or None below ten.

    Each cell has noise of its own, even one inside another, so the shown numbers need not add up.
    """
    return {cell: round_size(size + noise.of(cell)) for cell, size in sizes.items()}


def round_size(noisy_size: int) -> int | None:
    """Return the number to show for a noisy size: the nearest multiple of five, or None below ten."""
    return None if noisy_size < MIN_SIZE else (noisy_size + STEP // 2) // STEP * STEP
