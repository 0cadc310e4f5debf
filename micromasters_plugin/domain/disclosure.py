"""Hide the exact sizes of groups in charts for people who may not see the members.

A displayed size has random noise and is rounded to the nearest five. A size below ten is not displayed. The noise is
the sum of three draws from −4 to +4. A keyed hash of the chart, the cell and the week gives the draws. The noise does
not depend on the members. The noise therefore stays unchanged for a week, even if a person leaves the group. Other
modules decide who may see a chart.

The attack in ``tests/domain/disclosure_attack.py`` tests whether the noise is enough. ADR 0014 records the decision.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

#: A number of learners is displayed only if the number with noise is at least this.
MIN_SIZE = 10

#: Displayed sizes are multiples of this number.
STEP = 5

#: Each draw is an integer from -MAX_DRAW to +MAX_DRAW. Each integer in this range is equally likely.
MAX_DRAW = 4

#: The noise of a cell is the sum of this many draws. With only one draw, an attacker can identify a person (ADR 0014).
DRAWS = 3


@dataclass(frozen=True, slots=True)
class Noise:
    """The noise of the cells of one chart in one week.

    Only the site knows ``secret``. ``chart`` is a name that is unique on the site. ``week`` is the date of a Monday.
    """

    secret: bytes
    chart: str
    week: date

    def of(self, cell: str) -> int:
        """Return the noise of a cell: an integer from −12 to +12 with mean 0.

        The noise of a cell is always the same for the same fields.
        """
        message = "\n".join((self.chart, cell, self.week.isoformat()))
        number = int.from_bytes(hmac.digest(self.secret, message.encode(), "sha256"))
        width = 2 * MAX_DRAW + 1
        # The digest is much larger than the width. The probabilities of two remainders therefore differ by less than
        # 2**-240.
        return sum(number // width**draw % width - MAX_DRAW for draw in range(DRAWS))


def week_of(now: datetime) -> date:
    """Return the Monday of the week that contains ``now``, in UTC."""
    today = now.astimezone(UTC).date()
    return today - timedelta(days=today.weekday())


def disclose(sizes: Mapping[str, int], *, noise: Noise) -> dict[str, int | None]:
    """Return the number to display for each cell.

    The number is the noisy size, rounded to the nearest five, or None if the noisy size is below ten. Each cell has
    independent noise, even if one cell contains another. The sum of displayed numbers may therefore differ from a
    displayed total.
    """
    return {cell: round_size(size + noise.of(cell)) for cell, size in sizes.items()}


def round_size(noisy_size: int) -> int | None:
    """Round a noisy size to the nearest multiple of five. Return None if the noisy size is below ten."""
    return None if noisy_size < MIN_SIZE else (noisy_size + STEP // 2) // STEP * STEP
