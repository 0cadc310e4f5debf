"""Tell which attempts are tries, and which tries exceed the number that a requirement allows."""

from __future__ import annotations

from collections.abc import Sequence

from micromasters_plugin.data import Attempt


def is_try(attempt: Attempt, modes: Sequence[str]) -> bool:
    """Tell whether the attempt is a try. ``modes`` are the enrollment modes that count for the requirement."""
    return attempt.ratio is not None


def beyond_limit(attempts: Sequence[Attempt], modes: Sequence[str], most: int) -> frozenset[str]:
    """Return the keys of the runs whose try comes after the first ``most`` tries.

    Args:
        attempts: the attempts at one requirement, ordered by run start, then run key.
        modes: the enrollment modes that count for the requirement.
        most: the number of tries that count, 1 or more, with those granted by hand.
    """
    tries = [attempt.course_run for attempt in attempts if is_try(attempt, modes)]
    return frozenset(tries[most:])
