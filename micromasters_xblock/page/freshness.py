"""Tell whether a sent page is still current, by the page's ETag and by the next date that changes the page's words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING

from micromasters_xblock.page.plan import leaves

if TYPE_CHECKING:
    from micromasters_plugin.data import Freshness, LearnerProgress, RequirementProgress

#: This pattern finds an entity tag of the block, which a compressing proxy may have made weak.
ETAG = re.compile(r'"([0-9a-f]{32})-(\d+)"')


def etag_of(freshness: Freshness, *, shown: Iterable[str], changes: datetime | None) -> str:
    """Return a page's entity tag, which has a digest of the page's inputs and the time when the page expires.

    The time is 0 if the page never expires.
    """
    until = int(changes.timestamp()) if changes else 0
    return f'"{_digest(freshness, shown)}-{until}"'


def still_holds(header: str, freshness: Freshness, *, shown: Iterable[str], now: datetime) -> bool:
    """Tell whether a tag in the header If-None-Match belongs to a page that has not changed by ``now``."""
    digest = _digest(freshness, shown)
    return any(
        known == digest and (until == "0" or now.timestamp() < int(until)) for known, until in ETAG.findall(header)
    )


def next_change(progress: LearnerProgress, now: datetime) -> datetime | None:
    """Return the earliest of the page's dates after ``now``, or None if the page has no date after ``now``."""
    instants = (instant for leaf in leaves(progress.requirements) for instant in _instants(leaf))
    return min((instant for instant in instants if instant > now), default=None)


def _instants(requirement: RequirementProgress) -> Iterator[datetime]:
    for run in (requirement.course_run, requirement.next_run):
        if run is not None:
            dates = (run.start, run.end, run.enrollment_end, run.upgrade_deadline)
            yield from (date for date in dates if date is not None)
    for reason in requirement.reasons:
        # A reason has an instant or a day. Only an instant has a time zone, and a day changes nothing on the page.
        until = datetime.fromisoformat(reason.value("until")) if reason.value("until") else None
        if until is not None and until.tzinfo is not None:
            yield until


def _digest(freshness: Freshness, shown: Iterable[str]) -> str:
    parts = (*(str(getattr(freshness, each.name)) for each in fields(freshness)), *shown)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
