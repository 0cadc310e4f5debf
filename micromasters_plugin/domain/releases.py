"""Find when the results of a course run are published.

A release date belongs to a run and holds for every learner, whatever version binds the learner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from micromasters_plugin.data import Attempt
from micromasters_plugin.domain.definition import Course, ProgramRules


def release_of(
    run_key: str,
    *,
    start: datetime | None,
    enrolled: datetime | None,
    versions: Sequence[ProgramRules],
    certificates_available: datetime | None,
) -> datetime | None:
    """Return the instant at which the results of a run are published, or None if they are not held back.

    Args:
        run_key: the key of the run.
        start: the start of the run, or None if it is unknown.
        enrolled: when the learner enrolled in the run, or None if the learner never did.
        versions: every version of the program, by number. The last one is the newest.
        certificates_available: when the platform shows the run's certificates, or None.
    """
    return None


def held_until(course: Course, *releases: datetime | None, now: datetime) -> datetime | None:
    """Return the instant until which a result of ``course`` is held back, or None if it is published.

    ``releases`` has the release dates of the runs that make up the result.
    """
    instants = (course.embargo_end(now), *releases)
    return max((instant for instant in instants if instant is not None and now < instant), default=None)


def next_release(program: ProgramRules, attempts: Iterable[Attempt], *, now: datetime) -> datetime | None:
    """Return the next instant after ``now`` at which results are published, or None."""
    embargoes = (course.embargo_until for course in program.courses())
    instants = (*embargoes, *(attempt.release for attempt in attempts))
    return min((instant for instant in instants if instant is not None and now < instant), default=None)
