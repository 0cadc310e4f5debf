"""This module defines the kinds of field values. Each kind has a reader, a description for messages, and a JSON Schema.

``schema`` lists the fields. A kind's JSON Schema accepts every value that the kind's reader accepts, and may accept
more values.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from micromasters_plugin.programs.definition import mappings as mappings
from micromasters_plugin.programs.definition import numbers as numbers
from micromasters_plugin.programs.definition import times as times
from micromasters_plugin.programs.definition import values as values
from micromasters_plugin.programs.definition.document import Value

#: A shape has the keywords of a schema (JSON Schema, draft 7).
Shape = dict[str, Any]

#: YAML may give an unquoted text any of these types. In a definition, ``2016`` and ``true`` are texts.
_WRITTEN = ["string", "number", "boolean"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind describes the values that a field may have.

    ``read`` returns the value or raises ValueError, as ``values`` explains.
    """

    read: Callable[[Value], Any]
    expected: str
    shape: Shape


def _matching(pattern: str, longest: int) -> Shape:
    return {"type": _WRITTEN, "pattern": f"^{pattern}$", "maxLength": longest}


TEXT = Kind(values.read_text, "a text of 1 to 255 characters", {"type": _WRITTEN, "pattern": r"\S"})
SLUG = Kind(
    values.read_slug, "letters, digits and single hyphens, at most 64", _matching(values.SLUG.pattern, values.MAX_KEY)
)
PROGRAM_KEY = Kind(values.read_program_key, SLUG.expected + ", and no UUID", SLUG.shape)
IDENTIFIER = Kind(
    values.read_identifier,
    "letters, digits, hyphens and underscores, at most 64",
    _matching(values.IDENTIFIER.pattern, values.MAX_KEY),
)
COLOUR = Kind(values.read_colour, "a colour #rrggbb in quotes", {"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"})
CURRENCY = Kind(values.read_currency, "three capital letters (ISO 4217)", {"type": "string", "pattern": "^[A-Z]{3}$"})
UUID = Kind(
    values.read_uuid,
    "a UUID, made once by the command uuidgen",
    {"type": "string", "pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"},
)
URL = Kind(
    values.read_url,
    "an address that begins with https://",
    {"type": "string", "pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]?://"},
)
BOOLEAN = Kind(values.read_boolean, "true or false", {"type": "boolean"})
INSTANT = Kind(
    times.read_instant, "a date, or a date and time", {"type": ["string", "integer"], "pattern": "^[0-9]{4}"}
)
DAY = Kind(times.read_day, "a date such as 2021-08-30", {"type": "string", "pattern": f"^{times.DAY.pattern}$"})
ZONE = Kind(times.read_zone, 'an IANA time zone such as "America/New_York"', {"type": "string"})
YEARS = Kind(
    times.read_years, 'whole years such as "5 years"', {"type": "string", "pattern": f"^{times.YEARS.pattern}$"}
)
COURSE = Kind(
    values.read_course,
    "an organisation and a number, joined by +",
    {"type": "string", "pattern": r"^[^+\s]+\+[^+\s]+$"},
)
USAGE = Kind(
    values.read_usage,
    'the usage key of an exam such as "block-v1:MITx+CTL.CFx+1T2026+type@sequential+block@exam"',
    {"type": "string"},
)
RUN = Kind(values.read_course_run, 'a course run key such as "course-v1:MITx+CTL.SC0x+1T2016"', {"type": "string"})

_RATIO: Shape = {"type": "number", "minimum": 0, "maximum": 1}
RATIO = Kind(numbers.read_ratio, "a grade from 0 to 1, at most 4 places", _RATIO)
PASSING_GRADE = Kind(
    numbers.read_passing_grade,
    "a grade above 0 and up to 1, at most 4 places",
    {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
)
SHARE = Kind(numbers.read_ratio, "a share from 0 to 1, at most 4 places", _RATIO)
POSITIVE = Kind(numbers.read_positive, "a number above 0", {"type": "number", "exclusiveMinimum": 0})
AMOUNT = Kind(numbers.read_amount, "a number of 0 or more", {"type": "number", "minimum": 0})
COUNT = Kind(numbers.read_count, "a whole number of 1 or more", {"type": "integer", "minimum": 1})
LETTERS = Kind(
    mappings.read_letters(numbers.read_ratio),
    "letters and the grades from which they are given, from the best down",
    {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"maxLength": mappings.MAX_LETTER},
        "additionalProperties": _RATIO,
    },
)


def mapping_of(name: Kind, value: Kind, expected: str) -> Kind:
    """Return the kind for a mapping with at least one entry. ``expected`` describes the mapping."""
    return Kind(
        mappings.read_mapping(name.read, value.read, name=name.expected, value=value.expected),
        expected,
        {"type": "object", "minProperties": 1, "additionalProperties": value.shape},
    )


def choice(choices: type[enum.StrEnum]) -> Kind:
    """Return the kind for one of the enumeration's values."""
    return Kind(values.read_choice(choices), f"one of {', '.join(choices)}", {"enum": [each.value for each in choices]})


def list_of(item: Kind, expected: str) -> Kind:
    """Return the kind for a list of at least one item, in which no two items are equal.

    ``expected`` describes the list.
    """
    shape = {"type": "array", "minItems": 1, "items": item.shape}
    return Kind(values.read_list(item.read, expected=item.expected), expected, shape)
