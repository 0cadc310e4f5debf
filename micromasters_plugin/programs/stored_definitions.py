"""Read definitions from the database without a cache, for checks of the stored data.

All other code uses the registry, which parses a version once in each process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from micromasters_plugin.domain.canonical import digest
from micromasters_plugin.programs.models import ProgramVersion
from micromasters_plugin.programs.registry import Version, parse_uncached

#: A program's uuid and a version's number name the rules in a ledger.
Name = tuple[str, int]


def family_rows(program_uuid: str) -> Iterator[ProgramVersion]:
    """Yield the versions of a program by number, and then the versions of all required programs at any depth.

    The function sends one query for each program. The result includes versions with unreadable definitions.
    """
    wanted, seen = [program_uuid], {program_uuid}
    while wanted:
        rows = ProgramVersion.objects.filter(program__uuid=wanted.pop(0)).select_related("program")
        for row in rows.order_by("number"):
            yield row
            new = [uuid for uuid in dict.fromkeys(_programs_in(row.definition)) if uuid not in seen]
            seen.update(new)
            wanted += new


def name_of(row: ProgramVersion) -> Name:
    """Return the version's name in a ledger."""
    return str(row.program.uuid), row.number


def digest_of(row: ProgramVersion) -> str:
    """Return the digest of a stored definition, or "" if no digest can be computed.

    A definition without a digest never decided anything. Also return "" for a version that ``is_misdated``.
    """
    try:
        return "" if is_misdated(row) else digest(row.definition)
    except (UnicodeEncodeError, RecursionError):
        return ""


def is_misdated(row: ProgramVersion) -> bool:
    """Tell whether the table's date for a version differs from the date in the version's definition.

    The table's date orders versions, so a change of the table's date alone changes which version binds a learner.
    """
    try:
        return datetime.fromisoformat(row.definition["effective_from"]) != row.effective_from
    except (KeyError, TypeError, ValueError):
        return False  # a damaged definition changes the digest


def family_versions(program_uuid: str) -> dict[Name, Version]:
    """Return the versions of a program, and of the programs that the program requires, with the versions' rules.

    Raises:
        UnreadableDefinitionError: a version cannot be read.
    """
    return {name_of(row): parse_uncached(row) for row in family_rows(program_uuid)}


def _programs_in(definition: Any) -> Iterator[str]:
    """Yield the uuids of the programs that a stored definition requires. A damaged definition may contain any value."""
    if isinstance(definition, dict):
        named = definition.get("program")
        if isinstance(named, str):
            with suppress(ValueError):
                yield str(UUID(named))
        for value in definition.values():
            yield from _programs_in(value)
    elif isinstance(definition, list):
        for value in definition:
            yield from _programs_in(value)
