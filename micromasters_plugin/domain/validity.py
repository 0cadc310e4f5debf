"""Decide which results are valid for an award, where requirements limit how long their results count.

What was awarded never lapses: a program is earned if its requirements were met on some day. ``choice`` decides among
the results that are valid on a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from micromasters_plugin.data import OverrideDecision
from micromasters_plugin.domain.courses import Attempts
from micromasters_plugin.domain.definition import ProgramRules
from micromasters_plugin.domain.verdicts import RequirementVerdict

#: Key of each leaf → its verdict.
Verdicts = Mapping[str, RequirementVerdict]


def award_days(program: ProgramRules, verdicts: Verdicts, today: date) -> list[date | None]:
    """Return the days on which the requirements may have been met, in ascending order. The last one is ``today``.

    Return [None] if no result of the program can lapse.
    """
    return [None]


def valid_on(
    program: ProgramRules,
    verdicts: Verdicts,
    day: date | None,
    *,
    attempts: Attempts,
    waivers: Mapping[str, OverrideDecision],
) -> Verdicts:
    """Return the verdicts of the leaves as they were on ``day``. If ``day`` is None, return them unchanged.

    Attempts do not count if they were reached after the day or had lapsed by then.
    """
    return verdicts


def next_lapse(program: ProgramRules, verdicts: Verdicts, *, now: datetime) -> datetime | None:
    """Return the first instant after ``now`` at which a counting result lapses, or None. Ask only before an award."""
    return None
