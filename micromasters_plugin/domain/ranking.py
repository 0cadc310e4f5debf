"""Rank candidates in the published order.

The first criterion is the higher composite grade. A candidate without a composite grade comes last. If composite grades
are equal, the higher capstone ratio is better. Capstone ratios are compared only if all candidates with equal composite
grades have a capstone ratio. The next criterion is fewer graded runs, and the last criterion is an earlier day of
completion. Candidates who are equal in all criteria share a rank, for example 1, 2, 2, 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_NEVER = date.max


@dataclass(frozen=True, slots=True)
class Score:
    """The values that rank a candidate. A candidate whose ``completed_on`` is missing comes last."""

    learner_id: int
    composite: Decimal | None
    capstone: Decimal | None
    graded_runs: int
    completed_on: date | None


@dataclass(frozen=True, slots=True)
class RankedScore:
    """A score with its rank. The first rank is 1."""

    score: Score
    rank: int


def rank_candidates(scores: Sequence[Score]) -> list[RankedScore]:
    """Return ``scores`` with their ranks, best first. Candidates who share a rank are sorted by learner id."""
    # Compare capstones only among candidates with equal composites. A missing capstone must not affect candidates who
    # have other composites.
    without_capstones = {score.composite for score in scores if score.capstone is None}

    def criteria(score: Score) -> tuple[bool, Decimal, Decimal, int, date]:
        capstone = (None if score.composite in without_capstones else score.capstone) or Decimal(0)
        composite = score.composite or Decimal(0)
        return (score.composite is None, -composite, -capstone, score.graded_runs, score.completed_on or _NEVER)

    ranked: list[RankedScore] = []
    for position, score in enumerate(sorted(scores, key=lambda s: (*criteria(s), s.learner_id)), start=1):
        is_tied = bool(ranked) and criteria(ranked[-1].score) == criteria(score)
        ranked.append(RankedScore(score, ranked[-1].rank if is_tied else position))
    return ranked
