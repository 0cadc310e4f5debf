"""Export a stored version as a definition file, and compare a file with a stored version."""

from __future__ import annotations

from collections.abc import Callable
from difflib import unified_diff

from micromasters_plugin.data import DefinitionDiff, Rebound
from micromasters_plugin.domain.definition import ProgramRules
from micromasters_plugin.exceptions import DefinitionError, UnknownProgramError
from micromasters_plugin.programs.definition.changes import changes, concerns
from micromasters_plugin.programs.definition.file import parse_definition
from micromasters_plugin.programs.definition.text import definition_text
from micromasters_plugin.programs.models import ProgramVersion
from micromasters_plugin.programs.registry import find_program, parse_version


def export_definition(key: str, *, number: int | None = None) -> str:
    """Return a version of a program as a definition file. If ``number`` is None, return the newest version.

    The result is the imported file with the file's comments and order, if this release parses the file to the same
    version. Otherwise the result is a new file without comments.

    Raises:
        UnknownProgramError: no program has the given key, or no version of the program has the given number.
    """
    row = _version(key, number)
    rules = parse_version(row).rules
    try:
        is_current = parse_definition(row.source) == rules
    except DefinitionError:
        is_current = False
    return row.source if is_current else definition_text(rules)


def compare_definition(
    text: str,
    *,
    name: str,
    against_text: str = "",
    against_key: str = "",
    foresee: Callable[[ProgramRules], Rebound | None],
) -> DefinitionDiff:
    """Compare a definition file with another file, or with the newest version of a program.

    ``against_text`` is the text of the other file, and ``against_key`` is the key of the program.

    By default, compare the file with the newest version of the program that has the file's uuid. ``foresee`` returns
    the learners that an import of the file would re-bind.

    Raises:
        DefinitionError: a text is not a valid definition.
        UnknownProgramError: no program has the given key or uuid.
    """
    new = parse_definition(text, name=name)
    if against_text:
        others = [parse_definition(against_text, name="the other file")]
    else:
        program = _version(against_key or find_program(uuid=new.uuid).key, None).program
        others = [parse_version(row).rules for row in program.versions.order_by("number")]
    old = others[-1]
    return DefinitionDiff(new.key, concerns(others, new), tuple(changes(old, new)), _raw(old, new), foresee(new))


def _raw(old: ProgramRules, new: ProgramRules) -> str:
    before, after = (definition_text(rules).splitlines(keepends=True) for rules in (old, new))
    return "".join(unified_diff(before, after, fromfile="before", tofile="after"))


def _version(key: str, number: int | None) -> ProgramVersion:
    versions = find_program(key=key).versions.order_by("-number")
    row = versions.first() if number is None else versions.filter(number=number).first()
    if row is None:
        raise UnknownProgramError(f"program {key!r} has no version {'yet' if number is None else number}")
    return row
