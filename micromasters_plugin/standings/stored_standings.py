"""Read and parse stored standings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from micromasters_plugin.database.codec import SPARSE, Json
from micromasters_plugin.database.prepared import Prepared
from micromasters_plugin.domain.verdicts import ProgramVerdict
from micromasters_plugin.programs.models import ProgramVersion
from micromasters_plugin.programs.registry import Version, parse_version, read_version
from micromasters_plugin.standings.models import Standing

#: A page needs these columns. Whole model instances with their definitions would take three times as long as these
#: columns.
_COLUMNS = (
    *("version_id", "version__created"),
    *("earned", "earned_requirements", "total_requirements"),
    *("verdict", "evaluated", "fingerprint", "program__retired", "pinned_at"),
)
_rows = Prepared(Standing, lambda user_id: Standing.objects.filter(user_id=user_id).values_list(*_COLUMNS))


@dataclass(frozen=True, slots=True)
class StoredStanding:
    """A learner's stored standing, with the version that binds the learner and the digest of the inputs.

    ``retired`` is the date on which the program was retired, and ``pinned_at`` is the first enrollment. Only
    ``find_standings`` sets ``retired`` and ``pinned_at``. ``inputs`` are plain JSON, and ``drops`` counts how often the
    learner lost the program after earning the program. Only ``lock_standings`` sets ``inputs`` and ``drops``.
    """

    version: Version
    standing: ProgramVerdict
    evaluated: datetime
    fingerprint: str
    retired: datetime | None = None
    inputs: Json = field(default_factory=dict)
    drops: int = 0
    pinned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OtherStanding:
    """The learner's progress in another program."""

    version: Version
    earned: bool
    earned_requirements: int
    total_requirements: int


def lock_standing(program_id: int, user_id: int) -> StoredStanding | None:
    """Lock and return a learner's standing. If the learner was never evaluated, return None."""
    return lock_standings(program_id, [user_id]).get(user_id)


def lock_standings(program_id: int, user_ids: Collection[int]) -> dict[int, StoredStanding]:
    """Return the standings of several learners in a program. The result maps a learner's id to the learner's standing.

    Takes two queries. The rows are locked in ascending order. If a learner was never evaluated, the result lacks the
    learner.
    """
    rows = Standing.objects.select_for_update().filter(program_id=program_id, user_id__in=user_ids)
    found = list(rows.order_by("user_id").defer("outcome"))
    versions = ProgramVersion.objects.in_bulk({row.version_id for row in found})
    return {row.user_id: _parse_row(row, parse_version(versions[row.version_id])) for row in found}


def find_standing_by_uuid(program_uuid: str, user_id: int) -> StoredStanding | None:
    """Return a learner's standing without a lock. If the learner was never evaluated, return None.

    The function sends one query.
    """
    return find_standings(program_uuid, user_id)[0]


def find_standings(program_uuid: str, user_id: int) -> tuple[StoredStanding | None, list[OtherStanding]]:
    """Return a learner's standing in a program, and the learner's progress in all other programs.

    The function sends one query.

    If ``program_uuid`` is not a valid uuid, the standing is None.
    """
    try:
        uuid = str(UUID(program_uuid))
    except ValueError:
        return None, []
    found, others = None, []
    for version_id, created, earned, earned_requirements, total, *columns in _rows(user_id):
        version = read_version(version_id, created)
        if version.rules.uuid == uuid:
            verdict, evaluated, fingerprint, retired, pinned_at = columns
            standing = SPARSE.decode(ProgramVerdict, verdict)
            found = StoredStanding(version, standing, evaluated, fingerprint, retired, pinned_at=pinned_at)
        else:
            others.append(OtherStanding(version, earned, earned_requirements, total))
    return found, others


def _parse_row(row: Standing, version: Version) -> StoredStanding:
    return StoredStanding(
        version=version,
        standing=SPARSE.decode(ProgramVerdict, row.verdict),
        evaluated=row.evaluated,
        fingerprint=row.fingerprint,
        inputs=row.inputs,
        drops=row.drops,
    )
