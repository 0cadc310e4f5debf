"""Read one section of a definition by a table of the section's fields, and note every problem.

``schema`` defines the tables of sections and fields.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from micromasters_plugin.programs.definition.document import Value
from micromasters_plugin.programs.definition.kinds import Kind
from micromasters_plugin.programs.definition.values import Remedy


@dataclass(frozen=True, slots=True)
class Field:
    """A section may have this field. Error messages show ``example``."""

    kind: Kind
    example: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """This record has the readable part of a mapping in the file. ``values`` omits absent and refused fields."""

    place: Value
    values: dict[str, Any]
    places: dict[str, Value]


def read_section(place: Value, fields: Mapping[str, Field], *, homes: Mapping[str, Iterable[str]]) -> Section:
    """Read the ``fields`` of the mapping at ``place``, and note unknown, repeated, missing and wrong fields.

    Args:
        homes: a map from each field to the sections that may have the field. The message about a misplaced field uses
            the map.

    Raises:
        ValueError: ``place`` is not a mapping.
    """
    if place.entries is None:
        raise ValueError
    section = Section(place, {}, {})
    for name, value in place.entries:
        if name.text is None:
            name.refuse(f"a field's name is text, not {name}")
        elif name.text in section.places:
            name.refuse(f"written twice, first on line {section.places[name.text].line}: keep one")
        elif name.text not in fields:
            name.refuse(_unknown(name.text, fields, homes))
        else:
            section.places[name.text] = value
            _read_field(section, name.text, value, fields[name.text])
    for missing, field in fields.items():
        if field.required and missing not in section.places:
            message = f'missing: write "{missing}: {field.example}" ({field.kind.expected})'
            place.refuse(message, path=".".join(filter(None, (place.path, missing))))
    return section


def _read_field(section: Section, name: str, value: Value, field: Field) -> None:
    if value.is_null:
        otherwise = "" if field.required else " or remove the line"
        value.refuse(f'has no value: expected {field.kind.expected}; write "{name}: {field.example}"{otherwise}')
        return
    try:
        section.values[name] = field.kind.read(value)
    except Remedy as remedy:
        value.refuse(str(remedy))
    except ValueError:
        value.refuse(f'expected {field.kind.expected}, not {value}: write for instance "{name}: {field.example}"')


def _unknown(name: str, fields: Mapping[str, Field], homes: Mapping[str, Iterable[str]]) -> str:
    if name in homes:
        return f"does not belong here: it is a field of {', '.join(homes[name])}; remove it"
    nearest = difflib.get_close_matches(name, fields, n=1)
    if nearest:
        return f'unknown field: did you mean "{nearest[0]}"?'
    return f"unknown field: remove it (known here: {', '.join(fields)})"


def items(section: Section, name: str) -> list[Value]:
    """Return the items of a list field, including refused items, or [] if the field is absent."""
    place = section.places.get(name)
    return [item for item in (place and place.items) or () if item.text is not None]


def suggest(name: str, known: Iterable[str]) -> str:
    """Return a suggestion for ``name``, which is the most similar known name or a list of at most ten known names."""
    nearest = difflib.get_close_matches(name, known, n=1)
    if nearest:
        return f'did you mean "{nearest[0]}"?'
    names = sorted(known)
    return f"expected one of {', '.join(names[:10])}{' and others' if len(names) > 10 else ''}"
