"""How the learners of one course stand in a program: numbers of people, never people."""

from __future__ import annotations

from dataclasses import dataclass

from micromasters_plugin.data.display import ProgramSummary


@dataclass(frozen=True, slots=True)
class StandingGroup:
    """Learners who have earned that many requirements; ``learners`` is None where so few are hidden."""

    earned_requirements: int
    learners: int | None


@dataclass(frozen=True, slots=True)
class CourseStandings:
    """The learners of a course run who have a standing in the program.

    ``groups`` are by requirements earned, from none to ``total_requirements``. Each number is None where it would tell
    of fewer than ten people; ``least_shown`` is that bound. ``above_bar`` is None also without an admission bar.
    """

    program: ProgramSummary
    course_run: str
    learners: int | None
    total_requirements: int
    groups: tuple[StandingGroup, ...]
    earned: int | None
    has_admission_bar: bool
    above_bar: int | None
    least_shown: int
