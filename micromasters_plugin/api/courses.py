"""What a course team may know of its learners in a program: numbers, with small groups hidden."""

from __future__ import annotations

from micromasters_plugin.data import CourseStandings, StandingGroup
from micromasters_plugin.domain.disclosure import LEAST_SHOWN, hide_small_groups
from micromasters_plugin.domain.tree import count_required
from micromasters_plugin.overview import summarise
from micromasters_plugin.platform.port import get_platform
from micromasters_plugin.programs.registry import find_program, versions_of
from micromasters_plugin.progress.cohorts import tally_standings


def course_standings(program_uuid: str, *, course_run: str) -> CourseStandings:
    """Return how those who are enrolled in the course run stand in the program as last evaluated; writes nothing.

    Standings are counted in one query. Whether the caller may see them is the caller's: ``is_course_staff``.

    Raises:
        UnknownProgramError: no program has that uuid.
    """
    program = find_program(uuid=program_uuid)
    rules = versions_of(program.id)[-1].rules
    tallies = tally_standings(program.id, get_platform().members_of(course_run))
    total = max([count_required(rules.root), *(tally.earned_requirements for tally in tallies)])
    sizes = [0] * (total + 1)
    for tally in tallies:
        sizes[tally.earned_requirements] += tally.learners
    learners = sum(sizes)
    earned = sum(tally.learners for tally in tallies if tally.earned)
    above = sum(tally.learners for tally in tallies if tally.meets_admission_bar)
    has_bar = rules.admission is not None
    return CourseStandings(
        program=summarise(rules),
        course_run=course_run,
        learners=learners if learners >= LEAST_SHOWN else None,
        total_requirements=total,
        groups=tuple(StandingGroup(number, size) for number, size in enumerate(hide_small_groups(sizes))),
        earned=hide_small_groups([earned, learners - earned])[0],
        has_admission_bar=has_bar,
        above_bar=hide_small_groups([above, learners - above])[0] if has_bar else None,
        least_shown=LEAST_SHOWN,
    )


def is_course_staff(user_id: int, course_run: str) -> bool:
    """Tell whether the person is staff of the course run, of its organisation or of the site, as the platform says."""
    return get_platform().is_course_staff(user_id, course_run)
