"""Add a version that is not stored to a program's versions, to see what an import would change."""

from __future__ import annotations

from collections.abc import Sequence

from micromasters_plugin.domain.definition import ProgramRules
from micromasters_plugin.programs.registry import Version

#: A version that is not stored has this id. The database's ids begin at 1.
UNSTORED = 0


def newest_of(versions: Sequence[Version]) -> Version:
    """Return the version with the highest number. ``versions`` is not empty."""
    return max(versions, key=lambda version: version.number)


def with_unstored(stored: Sequence[Version], rules: ProgramRules, *, program_id: int) -> list[Version]:
    """Return ``stored`` with the version that an import of ``rules`` would add, in the order of ``versions_of``."""
    number = newest_of(stored).number + 1 if stored else 1
    versions = [*stored, Version(UNSTORED, number, program_id, rules)]
    return sorted(versions, key=lambda version: (version.rules.effective_from, version.number))
