"""Test that a page displays a group's size with the week's noise, in steps of five, and hides sizes below ten."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from micromasters_plugin.domain.disclosure import Noise, disclose, round_size, week_of
from tests.domain.disclosure_attack import noises, success_rate

MONDAY = date(2026, 6, 1)
NOISE = Noise(b"secret", "course", MONDAY)


@pytest.mark.parametrize(
    ("noisy", "shown"),
    [(-12, None), (0, None), (9, None), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (1002, 1000)],
)
def test_sizes_are_multiples_of_five_and_hidden_below_ten(noisy: int, shown: int | None) -> None:
    assert round_size(noisy) == shown


def test_a_size_with_noise_below_ten_is_hidden() -> None:
    noise = {cell: NOISE.of(cell) for cell in map(str, range(200))}
    shown = disclose(dict.fromkeys(noise, 9), noise=NOISE)
    assert {cell: seen is not None for cell, seen in shown.items()} == {cell: n >= 1 for cell, n in noise.items()}


def test_noise_does_not_depend_on_the_members() -> None:
    assert {cell: NOISE.of(cell) for cell in "abc"} == {
        cell: Noise(b"secret", "course", MONDAY).of(cell) for cell in "abc"
    }
    sizes = [disclose({"a": size}, noise=NOISE)["a"] for size in range(20, 60)]
    assert sizes == [round_size(size + NOISE.of("a")) for size in range(20, 60)]


def test_noise_depends_on_secret_chart_cell_and_week() -> None:
    others = [
        Noise(b"another", "course", MONDAY),
        Noise(b"secret", "another", MONDAY),
        Noise(b"secret", "course", MONDAY + timedelta(weeks=1)),
    ]
    cells = [str(number) for number in range(40)]
    for other in others:
        assert [other.of(cell) for cell in cells] != [NOISE.of(cell) for cell in cells]
    assert len({NOISE.of(cell) for cell in cells}) > 5


def test_noise_has_the_distribution_of_three_draws() -> None:
    drawn = Counter(NOISE.of(str(number)) for number in range(20_000))
    assert set(drawn) <= set(range(-12, 13))
    for noise, chance in noises().items():
        assert abs(drawn[noise] / 20_000 - chance) < 0.01


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        (datetime(2026, 6, 1, tzinfo=UTC), MONDAY),
        (datetime(2026, 6, 7, 23, 59, tzinfo=UTC), MONDAY),
        (datetime(2026, 6, 1, 1, tzinfo=timezone(timedelta(hours=2))), MONDAY - timedelta(weeks=1)),
    ],
    ids=["its first instant", "its last minute", "still Sunday in UTC"],
)
def test_a_week_begins_on_monday_in_utc(now: datetime, monday: date) -> None:
    assert week_of(now) == monday


@pytest.mark.parametrize("others", [5, 14, 24], ids=["hidden or ten", "fifteen or twenty", "the worst for one draw"])
def test_an_attacker_who_knows_all_others_seldom_finds_a_persons_cell(others: int) -> None:
    of_four = success_rate(cells=4, others=others, trials=1000, seed=12)
    of_two = success_rate(cells=2, others=others, trials=300, seed=12)
    print(f"\nright of four cells: {of_four:.1%} (guessing: 25 %); of two: {of_two:.1%} (guessing: 50 %)")
    assert of_four <= 0.60
