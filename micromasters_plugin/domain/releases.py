"""Find when the results of a course run are published.

A release date belongs to a run. The date holds for every learner, whatever version binds the learner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from micromasters_plugin.data import Attempt
from micromasters_plugin.domain.definition import ProgramRules, matches_run
from micromasters_plugin.domain.in_force import version_in_force


def release_of(
    run_key: str,
    *,
    start: datetime | None,
    enrolled: datetime | None,
    versions: Sequence[ProgramRules],
    certificates_available: datetime | None,
) -> datetime | None:
    """Return the instant at which the results of a run are published, or None if the results are not held back.

    The ``releases`` of the newest version decide first. The second source is the platform's date of certificates, if
    the newest version has ``release_with_certificates``. The last source is the ``embargo_until`` of each version. An
    ``embargo_until`` covers the runs that start before this date, but not before the ``embargo_until`` of an earlier
    version. If the start is unknown, the version in force at the enrollment decides.

    Args:
        run_key: the key of the run.
        start: the start of the run, or None if the start is unknown.
        enrolled: when the learner enrolled in the run, or None if the learner never enrolled.
        versions: every version of the program, ordered by ``effective_from``. The last version is the newest version.
        certificates_available: when the platform shows the run's certificates, or None.
    """
    newest = versions[-1]
    listed = dict(newest.releases)
    if run_key in listed:
        return listed[run_key]
    if newest.release_with_certificates and certificates_available is not None:
        return certificates_available
    if start is None:
        index = -1 if enrolled is None else version_in_force(versions, enrolled)
        return _embargo(versions[index], run_key)
    before = None
    for embargo in (_embargo(version, run_key) for version in versions):
        if embargo is not None:
            if start < embargo and (before is None or before <= start):
                return embargo
            before = embargo
    return None


def held_until(*releases: datetime | None, now: datetime) -> datetime | None:
    """Return the instant until which a result is held back, or None if the result is published.

    ``releases`` has the release dates of the runs that make up the result.
    """
    return max((release for release in releases if release is not None and now < release), default=None)


def next_release(attempts: Iterable[Attempt], *, now: datetime) -> datetime | None:
    """Return the next instant after ``now`` at which results of ``attempts`` are published, or None."""
    releases = [attempt.release for attempt in attempts if attempt.release is not None]
    return min((release for release in releases if now < release), default=None)


def _embargo(rules: ProgramRules, run_key: str) -> datetime | None:
    """Return the latest ``embargo_until`` of a version's courses to which the run belongs, or None."""
    embargoes = (
        course.embargo_until
        for course in rules.courses()
        if course.embargo_until is not None
        and (matches_run(course, run_key) or (course.final is not None and matches_run(course.final, run_key)))
    )
    return max(embargoes, default=None)
