"""Give the days of a time zone to the attempts that tests build."""

from __future__ import annotations

from dataclasses import replace

from micromasters_plugin.data import Attempt
from micromasters_plugin.domain.days import day_or_none


def with_days(attempt: Attempt, zone: str) -> Attempt:
    """Return the attempt with its days in ``zone``. The bar counts as reached on the day of ``bar_reached``."""
    return replace(
        attempt,
        start_day=day_or_none(attempt.run_start, zone),
        end_day=day_or_none(attempt.run_end, zone),
        reached_day=day_or_none(attempt.bar_reached, zone),
    )
