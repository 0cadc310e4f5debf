"""The seal is drawn from the credential's uuid."""

from __future__ import annotations

import re

from micromasters_plugin.views.seal import SIZE, seal_paths


def test_one_identifier_gives_one_seal() -> None:
    assert seal_paths("a") == seal_paths("a")


def test_two_identifiers_give_two_seals() -> None:
    assert seal_paths("a") != seal_paths("b")


def test_a_seal_stays_within_its_square() -> None:
    for identifier in map(str, range(50)):
        numbers = [float(number) for path in seal_paths(identifier) for number in re.findall(r"[\d.]+", path)]
        assert 0 < min(numbers) <= max(numbers) < SIZE


def test_a_seal_stays_small_enough_to_send() -> None:
    assert max(len("".join(seal_paths(str(number)))) for number in range(50)) < 40_000
