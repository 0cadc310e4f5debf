"""Guess a person's cell from all numbers of the weekly pages, by likelihood.

The attacker knows the distribution of the noise, but not the secret. The attacker also knows the cells of all other
learners, because the attacker created their accounts. The attacker's accounts are in the cells in which a page reveals
most.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from itertools import product

from micromasters_plugin.domain.disclosure import DRAWS, MAX_DRAW, Noise, disclose, round_size

WEEKS = 12
FIRST = date(2026, 1, 5)


@cache
def noises() -> dict[int, float]:
    """Return the probability of each possible noise. All triples of draws are equally likely."""
    draws = range(-MAX_DRAW, MAX_DRAW + 1)
    counted = Counter(sum(chosen) for chosen in product(draws, repeat=DRAWS))
    return {noise: times / len(draws) ** DRAWS for noise, times in counted.items()}


@cache
def likelihood(size: int) -> dict[int | None, float]:
    """Return the probability of each displayed number for a cell of ``size`` learners."""
    found: dict[int | None, float] = {}
    for noise, chance in noises().items():
        shown = round_size(size + noise)
        found[shown] = found.get(shown, 0.0) + chance
    return found


@cache
def evidence(shown: int | None, without: int) -> float:
    """Return how strongly a displayed number suggests that the person is in a cell with ``without`` other learners."""
    with_one, with_none = likelihood(without + 1).get(shown, 0.0), likelihood(without).get(shown, 0.0)
    return math.log(max(with_one, 1e-300) / max(with_none, 1e-300))


def guess(pages: Sequence[dict[str, int | None]], *, others: Sequence[int], looks: Sequence[tuple[str, int]]) -> int:
    """Return the most likely cell of a person who is on all of ``pages``.

    ``others`` counts the attacker's accounts in each cell. ``looks`` pairs each number of a page with the number's
    cell.
    """
    scores = [0.0] * len(others)
    for page in pages:
        for name, cell in looks:
            scores[cell] += evidence(page[name], others[cell])
    return max(range(len(others)), key=scores.__getitem__)


def success_rate(*, cells: int, others: int, trials: int, seed: int) -> float:
    """Return the share of trials in which the attacker finds the person's cell.

    The function chooses the person's cell at random, and each cell is equally likely.

    The person is on 11 of 12 pages, and the attacker knows that the person leaves before the last page. The page counts
    the last cell three times: as a cell, among holders of the credential, and among learners who meet the admission
    bar.
    """
    rng = random.Random(seed)
    looks = [(str(cell), cell) for cell in range(cells)] + [("earned", cells - 1), ("above_bar", cells - 1)]
    right = 0
    for trial in range(trials):
        secret, cell = rng.randbytes(32), rng.randrange(cells)
        pages = []
        for week in range(WEEKS - 1):
            sizes = {name: others + (place == cell) for name, place in looks}
            noise = Noise(secret, f"course {trial}", FIRST + timedelta(weeks=week))
            pages.append(disclose(sizes, noise=noise))
        right += guess(pages, others=[others] * cells, looks=looks) == cell
    return right / trials
