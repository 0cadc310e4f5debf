"""Find the times at which learners reached bars, and tell whether the days are known.

The platform has one date of a pass, for the course's own bar. For other bars the plugin stores when it first saw a
learner below the bar, and when it first saw the learner at the bar. The day is known only if the plugin saw the learner
below the bar first. Otherwise the first sight may be the date of an import or of a grade that was saved again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from micromasters_plugin.data import CourseRun, Grade
from micromasters_plugin.data.states import BarKind
from micromasters_plugin.domain.days import day_or_none
from micromasters_plugin.domain.instants import clamp, plausible_or_none
from micromasters_plugin.platform.gradebook import Pair
from micromasters_plugin.standings.facts import Bar, SeenBars


@dataclass(frozen=True, slots=True)
class BarDate:
    """The instant ``at`` by which a learner reached a bar, and the rows to store.

    ``at`` is None if the learner has not reached the bar. ``is_seen`` tells whether the plugin itself observed the
    date. ``is_day_known`` tells whether the learner reached the bar on the day of ``at``, and not before.
    """

    at: datetime | None = None
    is_seen: bool = False
    is_day_known: bool = False
    new_bars: tuple[Bar, ...] = ()

    def day_in(self, zone: str) -> date | None:
        """Return the day on which the learner reached the bar in a time zone, or None if the day is unknown."""
        return day_or_none(self.at, zone) if self.is_day_known else None


@dataclass(frozen=True, slots=True)
class BarDates:
    """Earlier facts about some learners: the seen bars, and learner id → time of the stored evaluation."""

    seen: SeenBars = field(default_factory=dict)
    evaluated: Mapping[int, datetime] = field(default_factory=dict)

    def below(self, pair: Pair, bar: Decimal, *, now: datetime) -> tuple[Bar, ...]:
        """Return the row to store for a learner who is below the bar or has no grade.

        If the plugin saw the learner at the bar before, return nothing, because the first sight at the bar decides.
        """
        is_stored = any((*pair, bar, kind) in self.seen for kind in BarKind)
        return () if is_stored else (Bar(*pair, bar, clamp(now), BarKind.BELOW),)

    def reached(self, pair: Pair, bar: Decimal, *, first_seen: datetime, enrolled: datetime | None) -> BarDate:
        """Return the date of a bar that the plugin has to observe.

        Args:
            pair: the learner and the run.
            bar: the bar.
            first_seen: the date of the bar if the learner is at the bar for the first time.
            enrolled: when the learner enrolled. A learner whose last evaluation was before this date had no grade then.
        """
        stored = self.seen.get((*pair, bar, BarKind.REACHED))
        was_below = (*pair, bar, BarKind.BELOW) in self.seen
        if stored is not None:
            return BarDate(stored, True, was_below)
        reached = clamp(first_seen)
        new_bars = [Bar(*pair, bar, reached)]
        evaluated = self.evaluated.get(pair[0])
        if not was_below and evaluated is not None and enrolled is not None and evaluated < enrolled:
            was_below = True
            new_bars.append(Bar(*pair, bar, evaluated, BarKind.BELOW))
        return BarDate(reached, True, was_below, tuple(new_bars))

    def of_grade(
        self, pair: Pair, run: CourseRun, grade: Grade, bar: Decimal, *, enrolled: datetime | None, now: datetime
    ) -> BarDate:
        """Return the date of a bar that a grade reaches.

        If the bar is the course's own bar, the day is the day of the platform's date of the pass, unless the run had
        ended before. If the bar is lower, the learner reached the bar on that date or earlier. If the bar is higher,
        the function does not use that date.
        """
        passed = plausible_or_none(grade.passed_timestamp)
        if passed is None or run.passing_grade is None or bar > run.passing_grade:
            return self.reached(pair, bar, first_seen=min(grade.modified, now), enrolled=enrolled)
        if bar == run.passing_grade and (run.end is None or passed <= run.end):
            return BarDate(passed, is_day_known=True)
        found = self.reached(pair, bar, first_seen=passed, enrolled=enrolled)
        return BarDate(found.at, found.at != passed, found.is_day_known, found.new_bars)
