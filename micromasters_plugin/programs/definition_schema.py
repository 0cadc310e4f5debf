"""The sections of a program's definition file and the fields of each: the schema as tables.

How a table is applied is in ``definition_fields``; what only several fields together can break is in
``definition_checks``. ``docs/reference/definition.rst`` describes the same fields for people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from micromasters_plugin.domain.definition import DropPolicy, Grandfathering
from micromasters_plugin.programs import definition_numbers as numbers
from micromasters_plugin.programs import definition_values as values
from micromasters_plugin.programs.definition_document import Value
from micromasters_plugin.programs.definition_fields import Field, Section, read_section

#: The version of the file's format, not of the program.
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement of the file as far as it could be read; ``key`` is the given one, the default one, or empty."""

    kind: str
    key: str
    section: Section
    children: tuple[Requirement, ...] = ()

    @property
    def key_place(self) -> Value:
        """Where the key is written, or what it was derived from."""
        return self.section.places.get("key", self.section.places[self.kind])


def read_program(root: Value) -> Section:
    """Read the whole file; ``requirements`` becomes a Requirement, the other sections plain dicts."""
    return read_section(root, PROGRAM, homes=_HOMES)


def _read_schema(value: Value) -> int:
    if not value.is_plain or value.text != str(SCHEMA):
        raise ValueError
    return SCHEMA


def _mapping(fields: Mapping[str, Field]) -> Any:
    return lambda value: read_section(value, fields, homes=_HOMES).values


def _read_root(value: Value) -> Requirement:
    requirement = _read_requirement(value)
    if requirement.kind not in GROUPS:
        raise values.Remedy(f'expected a group, not a single {requirement.kind}: put it into a list under "all_of:"')
    return requirement


def _read_requirement(value: Value) -> Requirement:
    names = [name.text for name, _ in value.entries or ()]
    kinds = [kind for kind in KINDS if kind in names]
    if value.entries is None or not kinds:
        raise values.Remedy(f'expected one of {", ".join(KINDS)}, such as "course: MITx+CTL.SC0x"')
    if len(kinds) > 1:
        raise values.Remedy(f"is {' and '.join(kinds)} at once: make it one requirement for each")
    kind = kinds[0]
    section = read_section(value, KINDS[kind], homes=_HOMES)
    children = section.values.get("all_of", section.values.get("of", ())) if kind in GROUPS else ()
    return Requirement(kind, section.values.get("key") or _default_key(kind, section), section, children)


def _default_key(kind: str, section: Section) -> str:
    """Return the number's last dotted part for a course (CTL.SC0x → SC0x), the position in the tree for a group."""
    if kind in GROUPS:
        return "-".join(["group", *(str(int(step) + 1) for step in re.findall(r"\[(\d+)\]", section.place.path))])
    if kind not in section.values or "key" in section.places:
        return ""
    key: str = section.values[kind].partition("+")[2].rpartition(".")[2]
    if not values.is_identifier(key):
        section.places[kind].refuse(f'the number gives no usable key ({key!r}): add a "key: …" of letters and digits')
    return key


def _read_children(value: Value) -> tuple[Requirement, ...]:
    if value.items is not None and not value.items:
        raise values.Remedy("an empty group: list at least one requirement, or remove the group")
    return values.read_items(value, _read_requirement, expected="a requirement")


_KEY = Field(values.read_identifier, "letters, digits, hyphens and underscores, at most 64", "SC0x")
_TITLE = Field(values.read_text, "a title of 1 to 255 characters", "Supply Chain Analytics")
_COURSE = Field(values.read_course, "an organisation and a number, joined by +", "MITx+CTL.SC0x", required=True)
_PASSING_GRADE = Field(numbers.read_passing_grade, "a grade above 0 and up to 1, at most 4 places", "0.60")
_RUNS = values.read_list(values.read_course_run, expected='a course run key such as "course-v1:MITx+CTL.SC0x+1T2016"')
_ALIASES = values.read_list(values.read_course, expected='a course such as "MITx+CTL.SC0x"')
_KEYS = values.read_list(values.read_identifier, expected="the key of a course or exam")
_MODES = values.read_list(values.read_identifier, expected="an enrollment mode such as verified")

_LEAF = {
    "key": _KEY,
    "title": _TITLE,
    "passing_grade": _PASSING_GRADE,
    "weight": Field(numbers.read_positive, "a number above 0", "1"),
    "aliases": Field(_ALIASES, "a list of one or more other names of the course", "[MITx+SC0x]"),
    "runs": Field(_RUNS, "a list of one or more course run keys", "[course-v1:MITx+CTL.SC0x+1T2016]"),
    "proctored": Field(values.read_boolean, "true or false", "true"),
    "embargo_until": Field(values.read_instant, "a date, or a date and time", "2016-07-01T12:00Z"),
    "opens_after": Field(_KEYS, "a list of one or more keys of courses or exams", "[SC0x, SC1x]"),
}
_CHILDREN = Field(_read_children, "a list of one or more requirements", "[{course: MITx+CTL.SC0x}]", required=True)

COURSES: dict[str, Mapping[str, Field]] = {"course": {"course": _COURSE, **_LEAF}, "exam": {"exam": _COURSE, **_LEAF}}
GROUPS: dict[str, Mapping[str, Field]] = {
    "all_of": {
        "all_of": _CHILDREN,
        "key": _KEY,
        "title": _TITLE,
        "in_order": Field(values.read_boolean, "true or false", "true"),
    },
    "at_least": {
        "at_least": Field(numbers.read_count, "how many of the list, 1 or more", "2", required=True),
        "of": _CHILDREN,
        "key": _KEY,
        "title": _TITLE,
    },
}
KINDS = COURSES | GROUPS

PRICE = {
    "amount": Field(numbers.read_amount, "a number of 0 or more", "150", required=True),
    "currency": Field(values.read_currency, "three capital letters (ISO 4217)", "USD", required=True),
}
ADMISSION = {
    "composite": Field(numbers.read_ratio, "a grade from 0 to 1, at most 4 places", "0.80", required=True),
    "credential": Field(values.read_boolean, "true or false", "true"),
}
PATHWAY = {
    "title": Field(values.read_text, "a title of 1 to 255 characters", "Master's in Logistics", required=True),
    "worth": Field(values.read_text, "a text of 1 to 255 characters", "One semester of two"),
    "url": Field(values.read_url, "an address that begins with https://", "https://scm.example.edu"),
}
PROGRAM = {
    "schema": Field(_read_schema, f"the format's version, {SCHEMA}", str(SCHEMA), required=True),
    "uuid": Field(
        values.read_uuid,
        "a UUID, made once by the command uuidgen",
        "123e4567-e89b-42d3-a456-426614174000",
        required=True,
    ),
    "key": Field(values.read_slug, "letters, digits and single hyphens, at most 64", "scm", required=True),
    "kind": Field(values.read_slug, "letters, digits and single hyphens", "micromasters", required=True),
    "title": Field(values.read_text, "a title of 1 to 255 characters", "Supply Chain Management", required=True),
    "institution": Field(values.read_text, "a name of 1 to 255 characters", "MITx", required=True),
    "effective_from": Field(values.read_instant, "a date, or a date and time", "2016-02-10", required=True),
    "accent": Field(values.read_colour, "a colour #rrggbb in quotes", "'#0e5a66'"),
    "credit_modes": Field(_MODES, "a list of one or more enrollment modes", "[verified]"),
    "passing_grade": _PASSING_GRADE,
    "grandfathering": Field(values.read_choice(Grandfathering), f"one of {', '.join(Grandfathering)}", "pinned"),
    "drop_policy": Field(values.read_choice(DropPolicy), f"one of {', '.join(DropPolicy)}", "review"),
    "succeeds": Field(values.read_uuid, "the UUID of another program", "123e4567-e89b-42d3-a456-426614174000"),
    "price": Field(_mapping(PRICE), "an amount and a currency", "{amount: 150, currency: USD}"),
    "effort": Field(values.read_text, "a text of 1 to 255 characters", "14 weeks, 8–10 hours a week"),
    "admission": Field(_mapping(ADMISSION), "the bar for candidates", "{composite: 0.80, credential: true}"),
    "pathway": Field(_mapping(PATHWAY), "a title, and what the credential is worth", "{title: Master's in Logistics}"),
    "requirements": Field(_read_root, "a group of requirements", "{all_of: [{course: MITx+CTL.SC0x}]}", required=True),
}

SECTIONS: dict[str, Mapping[str, Field]] = {
    "the program": PROGRAM, "price": PRICE, "admission": ADMISSION, "pathway": PATHWAY, **KINDS
}  # fmt: skip
#: Field → the sections that have it.
_HOMES = {
    name: [title for title, fields in SECTIONS.items() if name in fields]
    for section in SECTIONS.values()
    for name in section
}
