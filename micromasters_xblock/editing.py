"""The rules of the editor's fields: what can be chosen and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from micromasters_xblock.reader import Reader

if TYPE_CHECKING:
    from micromasters_plugin.data import ProgramSummary

#: Characters of a display name or heading.
MAX_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Option:
    """A program in the editor's list."""

    uuid: str
    label: str


def editor_options(programs: Sequence[ProgramSummary]) -> list[Option]:
    """Return the programs as options, in the order given."""
    return [
        Option(program.uuid, " · ".join(part for part in (program.title, program.institution) if part))
        for program in programs
    ]


def refused_fields(data: Any, programs: Sequence[ProgramSummary], reader: Reader) -> dict[str, str]:
    """Return field → message for each value that cannot be stored; {} where all can."""
    names = ("display_name", "program_uuid", "heading")
    if not isinstance(data, dict) or any(not isinstance(data.get(name), str) for name in names):
        return dict.fromkeys(names, reader.gettext("A text is expected."))
    refused = {}
    if data["program_uuid"] not in {program.uuid for program in programs}:
        refused["program_uuid"] = reader.gettext("Choose one of the programs in the list.")
    for name in ("display_name", "heading"):
        if len(data[name].strip()) > MAX_LENGTH:
            refused[name] = reader.gettext("At most %(number)s characters.", number=str(MAX_LENGTH))
    if not data["display_name"].strip():
        refused["display_name"] = reader.gettext("A name is needed.")
    return refused
