"""Read learners' progress and standings in a program, and its candidates."""

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
        user_id: the learner; one who never enrolled has earned nothing.
        course_run: the run whose page shows the progress; its requirement is marked as this course.
        now: the instant to show; by default the present.

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
    """Return what ``get_progress`` depends on at ``now``, by default the present. One query.

    If it equals the ``freshness`` of an earlier result, that result still holds.
    """
    return freshness.freshness_of(program_uuid, user_id, now=now or timezone.now())


def is_viewed_as_any_learner(course_run: str) -> bool:
    """Tell whether this request is by staff who view the course run as a learner, but as nobody in particular.

    The platform then gives the staff member's own id as the learner's. Don't take it for a learner's id.
    """
    return get_course_teams().is_viewed_as_any_learner(course_run)


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
