"""Which sizes of groups of people may be shown. Who may see them is decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

#: Groups of fewer people than this say too much of each of them.
LEAST_SHOWN = 10


def hide_small_groups(sizes: Sequence[int]) -> tuple[int | None, ...]:
    """Return the sizes of groups that share nobody, None where one is hidden, so that no small one can be worked out.

    Their sum may be known: so what is hidden is at least two groups and at least ``LEAST_SHOWN`` people, the smallest
    others being hidden as well where it takes them. Of fewer people altogether nothing is shown, not even that a
    group is empty.
    """
    if sum(sizes) < LEAST_SHOWN:
        return (None,) * len(sizes)
    by_size = sorted((size, place) for place, size in enumerate(sizes) if size)
    hidden: dict[int, int] = {}
    for size, place in by_size:
        is_enough = len(hidden) != 1 and (not hidden or sum(hidden.values()) >= LEAST_SHOWN)
        if size >= LEAST_SHOWN and is_enough:
            break
        hidden[place] = size
    return tuple(None if place in hidden else size for place, size in enumerate(sizes))
