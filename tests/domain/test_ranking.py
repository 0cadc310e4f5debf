"""Test that candidates are ranked in the published order, and that equal candidates share a rank."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micromasters_plugin.domain.ranking import Score, rank_candidates
from tests.domain.specimens import date_of

COMPLETED = date_of(100)


def score(
    learner: int,
    composite: str | None = "0.90",
    capstone: str | None = "0.80",
    runs: int = 6,
    completed: date | None = COMPLETED,
) -> Score:
    ratio, exam = (None if text is None else Decimal(text) for text in (composite, capstone))
    return Score(learner, ratio, exam, runs, completed)


def ranks(*scores: Score) -> dict[int, int]:
    return {item.score.learner_id: item.rank for item in rank_candidates(scores)}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param(score(2, composite="0.9001"), score(1), id="higher composite"),
        pytest.param(score(2, composite="0"), score(1, composite=None), id="a composite of nothing is no absent one"),
        pytest.param(score(2, capstone="0.81"), score(1), id="higher capstone"),
        pytest.param(score(2, capstone="0.10"), score(1, capstone="0"), id="a capstone of nothing is no absent one"),
        pytest.param(score(2, runs=5), score(1), id="fewer graded runs"),
        pytest.param(score(2, completed=date_of(99)), score(1), id="earlier completion"),
        pytest.param(score(2), score(1, completed=None), id="a known date before an unknown one"),
        pytest.param(score(2, composite="0.91", capstone="0.10", runs=20), score(1), id="composite before all else"),
        pytest.param(score(2, capstone="0.81", runs=20), score(1), id="capstone before runs"),
        pytest.param(score(2, runs=5, completed=date_of(900)), score(1), id="runs before dates"),
        pytest.param(score(2, capstone=None, runs=5), score(1), id="absent capstone is equal and runs decide"),
        pytest.param(score(2, runs=5), score(1, capstone=None), id="absent capstone costs nothing and runs decide"),
    ],
)
def test_the_better_candidate_comes_first(better: Score, worse: Score) -> None:
    assert ranks(worse, better) == {better.learner_id: 1, worse.learner_id: 2}


def test_equal_candidates_share_a_rank_and_the_next_rank_is_skipped() -> None:
    assert ranks(score(4, "0.70"), score(3, "0.80"), score(2, "0.80"), score(1)) == {1: 1, 2: 2, 3: 2, 4: 4}


def test_equal_decimals_share_a_rank_however_they_are_written() -> None:
    assert ranks(score(1, "0.9"), score(2, "0.9000", capstone="0.8000")) == {1: 1, 2: 1}


def test_a_missing_capstone_excludes_capstones_for_all_equal_composites() -> None:
    assert ranks(score(1, capstone="0.95"), score(2, capstone="0.60"), score(3, capstone=None)) == {1: 1, 2: 1, 3: 1}


def test_a_missing_capstone_does_not_affect_higher_composites() -> None:
    above = (score(1, capstone="0.95"), score(2, capstone="0.60"))
    assert ranks(*above, score(3, "0.50", capstone=None)) == {1: 1, 2: 2, 3: 3}


def test_an_empty_list_has_no_ranks() -> None:
    assert rank_candidates([]) == []


#: Two learners for each combination of composite grade, capstone, number of runs and date.
POOL = [
    score(learner, composite, capstone, runs, completed)
    for learner, (composite, capstone, runs, completed) in enumerate(
        product(("0.80", "0.85", "0.90"), (None, "0.50", "0.70"), (5, 6, 7), (None, date_of(1), date_of(2))), 1
    )
]
scores = st.lists(
    st.sampled_from([*POOL, *(replace(each, learner_id=each.learner_id + 100) for each in POOL)]),
    max_size=12,
    unique=True,
)


@given(scores, st.integers(0, 10**6))
def test_the_order_of_the_input_changes_nothing(people: list[Score], seed: int) -> None:
    shuffled = Random(seed).sample(people, len(people))
    assert rank_candidates(shuffled) == rank_candidates(people)


@given(scores, st.sampled_from([None, Decimal("0.99")]))
def test_a_learner_with_a_lower_composite_does_not_change_higher_ranks(people: list[Score], capstone) -> None:
    newcomer = Score(0, Decimal("0.79"), capstone, 1, date_of(0))
    assert rank_candidates([newcomer, *people])[:-1] == rank_candidates(people)


@given(scores)
def test_a_rank_is_one_more_than_the_number_of_people_ahead(people: list[Score]) -> None:
    ranked = rank_candidates(people)
    assert [item.rank for item in ranked] == [1 + sum(other.rank < item.rank for other in ranked) for item in ranked]
