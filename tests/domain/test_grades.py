"""Test that grades become exact decimals, and that grades are rounded before they are compared with bars."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from micromasters_plugin.domain.grades import original_grade, ratio_from_float, round_ratio, weighted_mean


@pytest.mark.parametrize(
    ("percent", "ratio"),
    [
        pytest.param(0.59995, "0.6000", id="a half rounds up and reaches 0.60"),
        pytest.param(0.5999, "0.5999", id="a ten-thousandth below stays below"),
        pytest.param(0.599949, "0.5999", id="just below the half rounds down"),
        pytest.param(0.00005, "0.0001", id="a half written with an exponent rounds up"),
        pytest.param(0.29, "0.2900", id="what binary cannot hold is read as it is written"),
        pytest.param(0.1 + 0.2, "0.3000", id="float noise disappears"),
        pytest.param(1.005 - 0.005, "1.0000", id="noise at the top stays within 1"),
        pytest.param(0, "0.0000", id="the whole number 0"),
        pytest.param(1, "1.0000", id="the whole number 1"),
        pytest.param(True, "1.0000", id="True is the number 1"),
        pytest.param(5e-324, "0.0000", id="the smallest float"),
        pytest.param(math.nextafter(1, 0), "1.0000", id="the float below 1"),
        pytest.param(math.nextafter(1, 2), "1.0000", id="the float above 1"),
        pytest.param(1.15, "1.0000", id="extra credit"),
        pytest.param(2, "1.0000", id="the most that extra credit can come to"),
    ],
)
def test_a_float_becomes_a_ratio_of_four_places(percent: float, ratio: str) -> None:
    assert str(ratio_from_float(percent)) == ratio


@pytest.mark.parametrize("percent", [None, math.nan, math.inf, -math.inf, -0.1, -1e-9, math.nextafter(2, 3), 60])
def test_only_a_number_from_0_to_2_is_a_grade(percent: float | None) -> None:
    assert ratio_from_float(percent) is None
    assert original_grade(percent) == repr(percent)


@pytest.mark.parametrize(
    ("percent", "told"), [(0.0, ""), (0.595, ""), (1, ""), (1.0, ""), (1.05, "1.05"), (2.0, "2.0")]
)
def test_the_platforms_number_is_text_if_it_is_invalid_or_above_1(percent: float, told: str) -> None:
    assert original_grade(percent) == told


@pytest.mark.parametrize(("exact", "ratio"), [("0.00005", "0.0001"), ("0.00015", "0.0002"), ("0.00025", "0.0003")])
def test_halves_are_rounded_up(exact: str, ratio: str) -> None:
    assert round_ratio(Decimal(exact)) == Decimal(ratio)


@pytest.mark.parametrize(
    ("parts", "mean"),
    [
        pytest.param([("1", "0.60"), ("1", "0.80")], "0.7000", id="equal weights"),
        pytest.param([("3", "0.60"), ("1", "1.00")], "0.7000", id="three to one"),
        pytest.param([("0.3", "0.50"), ("0.7", "0.80")], "0.7100", id="30 % coursework, 70 % exam"),
        pytest.param([("1", "0.6000"), ("1", "0.6001")], "0.6001", id="a half rounds up"),
        pytest.param([("1", "1"), ("1", "1"), ("1", "0")], "0.6667", id="two thirds"),
        pytest.param([("7", "0.6123")], "0.6123", id="one alone whatever its weight"),
        pytest.param([("1", "0")], "0.0000", id="nothing scored"),
    ],
)
def test_the_weighted_mean_is_rounded_once(parts: list[tuple[str, str]], mean: str) -> None:
    assert str(weighted_mean((Decimal(weight), Decimal(ratio)) for weight, ratio in parts)) == mean


def test_the_mean_without_grades_is_none() -> None:
    assert weighted_mean([]) is None


def test_a_negative_zero_becomes_zero() -> None:
    for _ in range(2):
        assert [str(ratio_from_float(grade)) for grade in (-0.0, 0.0, 0)] == ["0.0000"] * 3
