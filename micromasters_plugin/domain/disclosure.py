"""Decide what a chart shows of the size of a group whose members the reader may not see. Every such chart uses this.

A size is shown with random noise, rounded to fives, and not at all below ten. The noise is the sum of three draws from
−4 to +4 by a keyed function of a secret, the cell and the week. It does not depend on the members: two looks in a week
see the same, and a person who leaves does not change it. Who may see the chart is decided elsewhere.

The attack in ``tests/domain/disclosure_attack.py`` tests whether the noise is enough; ADR 0014 has the decision.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

#: A size below this, its noise included, is not shown.
LEAST_SHOWN = 10

#: Sizes are shown as multiples of this.
STEP = 5

#: Each draw is a whole number from minus this to plus this, all equally likely.
MOST_OF_A_DRAW = 4

#: The number of draws in one noise. With one draw an attacker can find a person (ADR 0014).
DRAWS = 3


@dataclass(frozen=True, slots=True)
class Noise:
    """Draws the noise of the cells of one chart in one week.

    ``secret`` is known to the site alone; ``chart`` names the chart among all of the site; ``week`` is a Monday.
    """

    secret: bytes
    chart: str
    week: date

    def of(self, cell: str) -> int:
        """Return the cell's noise, −12 … +12, mean 0: always the same for the same secret, chart, cell and week."""
        message = "\n".join((self.chart, cell, self.week.isoformat()))
        number = int.from_bytes(hmac.digest(self.secret, message.encode(), "sha256"))
        width = 2 * MOST_OF_A_DRAW + 1
        # The digest is so much larger than the width that no remainder is likelier than another by 2**-240.
        return sum(number // width**draw % width - MOST_OF_A_DRAW for draw in range(DRAWS))


def week_of(now: datetime) -> date:
    """Return the Monday of the week in UTC."""
    today = now.astimezone(UTC).date()
    return today - timedelta(days=today.weekday())


def disclose(sizes: Mapping[str, int], *, noise: Noise) -> dict[str, int | None]:
    """Return the number shown for each cell: the noisy size to the nearest five, or None below ten.

    Cells that contain each other have noise of their own, so the shown numbers need not add up.
    """
    return {cell: shown_as(size + noise.of(cell)) for cell, size in sizes.items()}


def shown_as(noisy: int) -> int | None:
    """Return the number shown for a noisy size: the nearest multiple of five, or None below ten."""
    return None if noisy < LEAST_SHOWN else (noisy + STEP // 2) // STEP * STEP
