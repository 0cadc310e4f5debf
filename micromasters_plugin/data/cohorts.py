"""Define counts of a course's learners, grouped by progress in a program. The counts never name a learner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from micromasters_plugin.data.display import ProgramSummary


@dataclass(frozen=True, slots=True)
class StandingGroup:
    """The learners who have an equal number of earned requirements.

    ``learners`` is None if the displayed number is below ten.
    """

    earned_requirements: int
    learners: int | None


@dataclass(frozen=True, slots=True)
class CourseStandings:
    """The learners of a course run who have a standing in the program.

    ``week`` is the first day of the week of the count. ``groups`` are ordered by the number of earned requirements,
    from 0 to ``total_requirements``. Each number has independent random noise, so the sum of the groups may differ from
    ``learners``. A number is a multiple of five, or None if the displayed number is below ten (``least_shown``).
    ``above_bar`` is also None if the program has no admission bar. If the platform does not know the course,
    ``course_title`` and ``course_url`` are "".
    """

    program: ProgramSummary
    course_run: str
    course_title: str
    course_url: str
    week: date
    learners: int | None
    total_requirements: int
    groups: tuple[StandingGroup, ...]
    earned: int | None
    has_admission_bar: bool
    above_bar: int | None
    least_shown: int
