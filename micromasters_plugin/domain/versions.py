"""Decide which version of a program binds a learner.

The ``grandfathering`` of the newest version decides. Versions are ordered by ``effective_from``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from micromasters_plugin.data import Attempt, OverrideDecision
from micromasters_plugin.domain.definition import Grandfathering, ProgramRules
from micromasters_plugin.domain.in_force import version_in_force
from micromasters_plugin.domain.standing import NestedStandings, evaluate
from micromasters_plugin.domain.verdicts import ProgramVerdict


def evaluate_versions(
    versions: Sequence[ProgramRules],
    attempts: Sequence[Sequence[Attempt]],
    *,
    now: datetime,
    overrides: Sequence[OverrideDecision] = (),
    nested: NestedStandings = MappingProxyType({}),
) -> tuple[int, ProgramVerdict]:
    """Return the index of the binding version, and the learner's standing under the binding version.

    Args:
        versions: one or more versions, ordered by ``effective_from``. The last version is the newest.
        attempts: a sequence for each version. Each sequence has the attempts in the runs of all versions. The attempts
            have the dates of the version's bars.
        now: the time of the evaluation.
        overrides: the learner's overrides in this program. An override applies under every version.
        nested: the learner's standing in each nested program of any version.
    """
    newest = versions[-1]
    pinned_on = pinning_date(newest, attempts[-1])
    in_force = version_in_force(versions, pinned_on or now)
    first = 0 if newest.grandfathering is Grandfathering.MOST_FAVOURABLE else in_force
    candidates = [
        (index, evaluate(versions[index], attempts[index], now=now, overrides=overrides, nested=nested))
        for index in range(first, in_force + 1)
    ]
    index, standing = max(candidates, key=_favour_key)
    # The answer may change at a date in any candidate version. If the learner is not pinned, the answer may also change
    # when a new version takes effect.
    changes = [candidate.reevaluate_at for _, candidate in candidates]
    if pinned_on is None:
        changes += [version.effective_from for version in versions if version.effective_from > now]
    return index, replace(standing, reevaluate_at=min((at for at in changes if at is not None), default=None))


def pinning_date(newest: ProgramRules, attempts: Iterable[Attempt]) -> datetime | None:
    """Return the date of the first enrollment if the newest version pins learners. Otherwise return None."""
    return first_enrollment(attempts) if newest.grandfathering is Grandfathering.PINNED else None


def first_enrollment(attempts: Iterable[Attempt]) -> datetime | None:
    """Return the date of the learner's first enrollment in ``attempts``. Without an enrollment, return None."""
    return min((attempt.enrollment.created for attempt in attempts if attempt.enrollment is not None), default=None)


def rules_changed_at(
    number: int, *, effective_from: datetime, imported: datetime, enrolled: datetime | None
) -> datetime | None:
    """Return the instant at which a version began to bind a learner who had begun before, or None if no version did so.

    Args:
        number: the number of the version that binds the learner. No version was before version 1.
        effective_from: the date from which the version is in force.
        imported: the time of the version's import.
        enrolled: the learner's first enrollment, or None without an enrollment.
    """
    began = max(effective_from, imported)
    return began if number > 1 and enrolled is not None and enrolled < began else None


def _favour_key(candidate: tuple[int, ProgramVerdict]) -> tuple[bool, int, Decimal, int]:
    """Return the sort key of a candidate version.

    These criteria decide in order: whether the program is earned, the number of earned requirements, the composite
    grade, the newer version. The version with the highest key binds the learner.
    """
    index, standing = candidate
    return (standing.earned, standing.earned_requirements, standing.composite or Decimal(-1), index)
