"""Read learners' progress and standings in a program, and the program's candidates."""

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
    """Return a learner's progress from the last evaluation. A call takes at most four queries.

    The function writes nothing.

    Args:
        program_uuid: the program's uuid.
        user_id: the learner's id. A learner who never enrolled has earned nothing.
        course_run: the run whose page shows the progress. The result marks the requirement of this run as this course.
        now: the time of the display. By default, ``now`` is the present.

    Raises:
        UnknownProgramError: no program has the given uuid.
    """
    return progress.learner_progress(program_uuid, user_id, course_run=course_run, now=now or timezone.now())


def get_outline(program_uuid: str, *, course_run: str = "", now: datetime | None = None) -> LearnerProgress:
    """Return the outline of the program, which has no data about a learner. No requirement is earned.

    The function sends two queries.

    Raises:
        UnknownProgramError: no program has the given uuid.
    """
    return progress.program_outline(program_uuid, course_run=course_run, now=now or timezone.now())


def get_freshness(program_uuid: str, *, user_id: int, now: datetime | None = None) -> Freshness:
    """Return the fingerprint of ``get_progress`` at ``now``. By default, ``now`` is the present.

    The function sends one query.

    If the fingerprint equals the ``freshness`` of an earlier progress, the earlier progress is still up to date.
    """
    return freshness.freshness_of(program_uuid, user_id, now=now or timezone.now())


def is_viewed_as_any_learner(course_run: str) -> bool:
    """Tell whether a member of staff views the page as any learner, not as a particular person.

    In such a request, the platform passes the staff member's id as the learner's id. Do not use the staff member's id
    as a learner's id.
    """
    return get_course_teams().is_viewed_as_any_learner(course_run)


def standings(program_key: str) -> Iterator[StandingRow]:
    """Yield a row for each learner who is enrolled in any tracked run, ordered by learner id.

    Raises:
        UnknownProgramError: no program has the given key.
    """
    return standing_rows(find_program(key=program_key).id)


def candidates(program_key: str) -> list[CandidateRecord]:
    """Return the candidates of the program's open admission cycle, ordered by rank and then by learner id.

    Raises:
        UnknownProgramError: no program has the given key.
    """
    return ranked_candidates(find_program(key=program_key).id)
