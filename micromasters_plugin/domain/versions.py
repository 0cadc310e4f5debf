"""Which version of a program binds a learner.

The program's newest version says how (its ``grandfathering``); versions come ordered by ``effective_from``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data import Attempt
from micromasters_plugin.domain.definition import Grandfathering, Program
from micromasters_plugin.domain.standing import Standing, evaluate


def evaluate_bound(
    versions: Sequence[Program], attempts: Sequence[Sequence[Attempt]], *, now: datetime
) -> tuple[int, Standing]:
    """Return the index of the binding version and the standing under it.

    Args:
        versions: at least one, by ascending ``effective_from``; the last is the newest.
        attempts: for each version, every attempt in any run of any version, with the dates of that version's bars.
        now: the instant for which the answer holds.
    """
    rule = versions[-1].grandfathering
    if rule is Grandfathering.MOST_FAVOURABLE:
        index, standing = _most_favourable(versions, attempts, now)
        return index, _until_next_version(standing, versions, rule, now)
    if rule is Grandfathering.LATEST:
        index = version_in_force(versions, now)
    else:
        first = min((a.enrollment.created for a in attempts[-1] if a.enrollment is not None), default=None)
        index = version_in_force(versions, first or now)
    return index, _until_next_version(evaluate(versions[index], attempts[index], now=now), versions, rule, now)


def version_in_force(versions: Sequence[Program], instant: datetime) -> int:
    """Return the index of the newest version effective at ``instant``; before the first, the earliest."""
    return max((i for i, version in enumerate(versions) if version.effective_from <= instant), default=0)


def _until_next_version(
    standing: Standing, versions: Sequence[Program], rule: Grandfathering, now: datetime
) -> Standing:
    """A version that is not in force yet can change the standing of whoever is not pinned."""
    if rule is Grandfathering.PINNED:
        return standing
    instants = [version.effective_from for version in versions if version.effective_from > now]
    if standing.reevaluate_at is not None:
        instants.append(standing.reevaluate_at)
    return replace(standing, reevaluate_at=min(instants, default=None))


def _most_favourable(
    versions: Sequence[Program], attempts: Sequence[Sequence[Attempt]], now: datetime
) -> tuple[int, Standing]:
    """Greatest by earned, requirements earned, composite, newest; only versions already in force."""
    candidates = [
        (index, evaluate(version, attempts[index], now=now))
        for index, version in enumerate(versions[: version_in_force(versions, now) + 1])
    ]
    return max(
        candidates, key=lambda c: (c[1].earned, c[1].earned_requirements, c[1].composite or Decimal(-1), c[0])
    )
