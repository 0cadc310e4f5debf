"""Decide by the date of a learner's first enrollment whether a new version of a program re-binds the learner.

A learner is re-bound if another version binds the learner now, or when a version takes effect. ``most_favourable``
compares results, so this module does not decide about ``most_favourable``. Versions are ordered by ``effective_from``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from micromasters_plugin.domain.definition import Grandfathering, ProgramRules
from micromasters_plugin.domain.in_force import version_in_force


@dataclass(frozen=True, slots=True)
class Span:
    """The first enrollments from ``start`` to ``end``. A span includes ``start`` and excludes ``end``.

    None means that the span has no limit on this side.
    """

    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Rebinding:
    """The re-bound learners: the spans of their first enrollments, and whether learners without an enrollment count.

    The spans are in order and do not touch.
    """

    spans: tuple[Span, ...]
    without_enrollment: bool


def compares_results(*families: Sequence[ProgramRules]) -> bool:
    """Tell whether the newest version of any family binds learners by their results."""
    return any(versions[-1].grandfathering is Grandfathering.MOST_FAVOURABLE for versions in families)


def instants_of_change(after: Sequence[ProgramRules], *, now: datetime) -> list[datetime]:
    """Return ``now``, and then each later instant at which a version of ``after`` takes effect."""
    return [now, *sorted({version.effective_from for version in after if version.effective_from > now})]


def find_rebinding(before: Sequence[ProgramRules], after: Sequence[ProgramRules], *, now: datetime) -> Rebinding:
    """Return the learners that a change from the versions ``before`` to the versions ``after`` re-binds.

    ``after`` has the version objects of ``before`` and the new version.
    """
    starts = sorted({version.effective_from for version in after})
    spans: list[Span] = []
    dates = [starts[0] - timedelta(days=1), *starts]
    for date, start, end in zip(dates, [None, *starts], [*starts, None], strict=True):
        if is_rebound(before, after, date, date, now=now):
            joins = spans and spans[-1].end == start
            spans[-1:] = [Span(spans[-1].start, end)] if joins else [*spans[-1:], Span(start, end)]
    return Rebinding(tuple(spans), is_rebound(before, after, None, None, now=now))


def is_rebound(
    before: Sequence[ProgramRules],
    after: Sequence[ProgramRules],
    enrolled_before: datetime | None,
    enrolled_after: datetime | None,
    *,
    now: datetime,
) -> bool:
    """Tell whether the change from ``before`` to ``after`` re-binds one learner.

    Args:
        before: the versions before the change.
        after: the same version objects, and the new version.
        enrolled_before: the first enrollment in a run of a version ``before``, or None without an enrollment.
        enrolled_after: the first enrollment in a run of a version ``after``. A new version may name more courses.
        now: the time of the change.
    """
    return any(
        _binding(before, enrolled_before, instant) is not _binding(after, enrolled_after, instant)
        for instant in instants_of_change(after, now=now)
    )


def _binding(versions: Sequence[ProgramRules], enrolled: datetime | None, instant: datetime) -> ProgramRules:
    pinned = enrolled if versions[-1].grandfathering is Grandfathering.PINNED else None
    return versions[version_in_force(versions, pinned or instant)]
