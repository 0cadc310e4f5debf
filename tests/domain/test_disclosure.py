"""Which sizes of groups are shown: none under ten, and none that lets one under ten be worked out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micromasters_plugin.domain.disclosure import LEAST_SHOWN, hide_small_groups


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ([], ()),
        ([0, 0], (None, None)),
        ([4, 5], (None, None)),
        ([10, 0], (10, 0)),
        ([10, 12], (10, 12)),
        ([9, 30], (None, None)),
        ([9, 30, 40], (None, None, 40)),
        ([9, 8, 30], (None, None, 30)),
        ([1, 2, 30, 40], (None, None, None, 40)),
        ([0, 9, 11, 0, 50], (0, None, None, 0, 50)),
        ([4, 6, 30], (None, None, 30)),
    ],
    ids=[
        *("none", "nobody", "few altogether", "one group", "two large", "the other tells", "a smaller other hides it"),
        *("two small", "two that are too few together", "empty groups are shown", "two just enough"),
    ],
)
def test_small_groups_are_hidden_so_that_none_can_be_worked_out(
    sizes: list[int], shown: tuple[int | None, ...]
) -> None:
    assert hide_small_groups(sizes) == shown


@given(st.lists(st.integers(0, 60), max_size=8))
def test_what_is_hidden_is_never_one_group_nor_few_people(sizes: list[int]) -> None:
    shown = hide_small_groups(sizes)
    hidden = [size for size, seen in zip(sizes, shown, strict=True) if seen is None]
    assert all(seen in (None, size) for size, seen in zip(sizes, shown, strict=True))
    assert all(not 0 < seen < LEAST_SHOWN for seen in shown if seen is not None)
    if sum(sizes) >= LEAST_SHOWN and hidden:
        assert len(hidden) > 1 and sum(hidden) >= LEAST_SHOWN
