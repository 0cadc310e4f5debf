"""Test that the seal is drawn from the credential's uuid."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from itertools import accumulate

from micromasters_plugin.views.seal import SIZE, seal_paths


def test_one_identifier_gives_one_seal() -> None:
    assert seal_paths("a") == seal_paths("a")


def test_two_identifiers_give_two_seals() -> None:
    assert seal_paths("a") != seal_paths("b")


def test_a_seal_stays_within_its_square() -> None:
    for identifier in map(str, range(50)):
        places = [place for path in seal_paths(identifier) for place in places_on(path)]
        assert 0 < min(places) <= max(places) < SIZE


def places_on(path: str) -> Iterator[int]:
    """Yield x and y of each point. The path has the first point, and then the steps to the other points."""
    numbers = [int(number) for number in re.findall(r"[+-]?\d+", path)]
    yield from accumulate(numbers[::2])
    yield from accumulate(numbers[1::2])


def test_a_seal_stays_small_enough_to_send() -> None:
    sizes = [len(gzip.compress("".join(seal_paths(str(number))).encode(), 6)) for number in range(50)]
    assert max(sizes) <= 6.5 * 1024
