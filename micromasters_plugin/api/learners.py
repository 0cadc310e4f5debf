"""What learners have in a program, and who of them is a candidate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from micromasters_plugin.admissions.shortlist import ranked_candidates
from micromasters_plugin.data import CandidateRecord, Freshness, LearnerProgress, StandingRow
from micromasters_plugin.platform.course_teams import get_course_teams
from micromasters_plugin.programs.registry import find_program
from micromasters_plugin.showing import freshness, progress
from micromasters_plugin.standings.exporting import standing_rows


def get_progress(
    program_uuid: str, *, user_id: int, course_run: str = "", now: datetime | None = None
) -> LearnerProgress:
    """Return a learner's progress as last evaluated, in at most four queries; writes nothing.

    Args:
        program_uuid: the program.
        user_id: the learner; somebody who never enrolled has earned nothing.
        course_run: the run in which this is shown; its requirement is marked as this course.
        now: the instant to show it for; by default the present.

    Raises:
        UnknownProgramError: no program has that uuid.
    """
    return progress.learner_progress(program_uuid, user_id, course_run=course_run, now=now or timezone.now())


def get_outline(program_uuid: str, *, course_run: str = "", now: datetime | None = None) -> LearnerProgress:
    """Return the program for nobody in particular: nothing earned, no personal data. Two queries.

    Raises:
        UnknownProgramError: no program has that uuid.
    """
    return progress.program_outline(program_uuid, course_run=course_run, now=now or timezone.now())


def get_freshness(program_uuid: str, *, user_id: int, now: datetime | None = None) -> Freshness:
    """Return what ``get_progress`` would stand on at ``now``, by default the present. One query.

    Equal to the ``freshness`` of what was shown, nothing has changed.
    """
    return freshness.freshness_of(program_uuid, user_id, now=now or timezone.now())


def is_viewed_as_anybody(course_run: str) -> bool:
    """Tell whether staff view the course run as a learner in the present request, and nobody in particular.

    The platform then gives their own id where a learner's is expected, so that it must not be taken for one's.
    """
    return get_course_teams().is_viewed_as_anybody(course_run)


def standings(program_key: str) -> Iterator[StandingRow]:
    """Yield one row for each learner with an enrollment in any tracked run, by ascending learner id.

    Raises:
        UnknownProgramError: no program has that key.
    """
    return standing_rows(find_program(key=program_key).id)


def candidates(program_key: str) -> list[CandidateRecord]:
    """Return the candidates of the program's open cycle, by rank, then learner id.

    Raises:
        UnknownProgramError: no program has that key.
    """
    return ranked_candidates(find_program(key=program_key).id)
