"""Define the rules of the editor's fields: the options for authors, and the validation of sent values."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from micromasters_xblock.fields import COMPACT, FULL
from micromasters_xblock.readable import Readable
from micromasters_xblock.words.reader import Reader

if TYPE_CHECKING:
    from micromasters_plugin.data import ProgramSummary

#: A display name or heading has at most this many characters.
MAX_LENGTH = 120
TEXTS = ("display_name", "program_uuid", "heading")
SWITCHES = ("show_grades", "show_plan", "show_units", "show_pathway", "show_certificate")


@dataclass(frozen=True, slots=True)
class EditorOption(Readable):
    """A program in the editor's list. ``names_course`` is True if the block's course is part of the program."""

    uuid: str
    label: str
    names_course: bool


def editor_options(programs: Sequence[ProgramSummary], course: str) -> list[EditorOption]:
    """Return the programs as options in the given order.

    The list begins with the programs that name ``course`` (ORG+NUMBER).
    """
    options = [
        EditorOption(
            program.uuid,
            " · ".join(part for part in (program.title, program.institution) if part),
            course in program.courses,
        )
        for program in programs
    ]
    return sorted(options, key=lambda option: not option.names_course)


def plain(text: str) -> str:
    """Return a text on one line, without characters that a course cannot store or a page cannot show."""
    kept = (" " if unicodedata.category(char) == "Cc" else char for char in text if unicodedata.category(char) != "Cs")
    return " ".join("".join(kept).split())


def refused_fields(data: Any, programs: Sequence[ProgramSummary], reader: Reader) -> dict[str, str]:
    """Return a message for each field with an invalid value. Return {} if all values are valid.

    The three texts are required. A missing layout or switch keeps its stored value.
    """
    if not isinstance(data, dict) or any(not isinstance(data.get(name), str) for name in TEXTS):
        return dict.fromkeys(TEXTS, reader.gettext("A text is expected."))
    refused = {}
    if data["program_uuid"] not in {program.uuid for program in programs}:
        refused["program_uuid"] = reader.gettext("Choose one of the programs in the list.")
    for name in ("display_name", "heading"):
        if len(plain(data[name])) > MAX_LENGTH:
            refused[name] = reader.gettext("At most %(number)s characters.", number=str(MAX_LENGTH))
    if not plain(data["display_name"]):
        refused["display_name"] = reader.gettext("A name is needed.")
    if data.get("layout", FULL) not in (FULL, COMPACT):
        refused["layout"] = reader.gettext("Choose one of the layouts.")
    for name in SWITCHES:
        if not isinstance(data.get(name, True), bool):
            refused[name] = reader.gettext("Yes or no is expected.")
    return refused
