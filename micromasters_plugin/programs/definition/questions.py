"""Ask about values of a definition that are allowed but probably not meant.

No question makes an import refuse the file.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from decimal import Decimal

from micromasters_plugin.exceptions import DefinitionProblem
from micromasters_plugin.programs.definition.document import Value, read_document
from micromasters_plugin.programs.definition.fields import Section, items
from micromasters_plugin.programs.definition.numbers import LOW_BAR
from micromasters_plugin.programs.definition.schema import read_program

#: The types of programs that edX's catalogue has, and pathways. Pages and credentials name the type of a program.
KNOWN_KINDS = (
    "bachelors",
    "bootcamp",
    "certificate",
    "doctorate",
    "license",
    "masters",
    "microbachelors",
    "micromasters",
    "pathway",
    "professional-certificate",
    "xseries",
)
#: The enrollment modes that Open edX has. A site may add modes.
KNOWN_MODES = (
    "audit",
    "credit",
    "executive-education",
    "honor",
    "masters",
    "no-id-professional",
    "paid-bootcamp",
    "paid-executive-education",
    "professional",
    "unpaid-bootcamp",
    "unpaid-executive-education",
    "verified",
)

_BARS = ("passing_grade", "coursework_passing_grade", "composite")
_MODES = ("credit_modes", "coursework_credit_modes")


def questions(text: str, *, name: str = "<definition>") -> tuple[DefinitionProblem, ...]:
    """Return the questions about a definition in the order of the file, each with its line, column and field.

    Args:
        text: the content of the file. name: the name by which problems refer to the whole file.

    Raises:
        DefinitionError: ``text`` is not readable YAML, or has so many faults that the reader stops.
    """
    program = read_program(read_document(text, name=name))
    asked = [*_about_kind(program)]
    for place, bar in _bars(program):
        asked += _about_bar(place, bar)
    for mode in _modes(program):
        asked += _about_mode(mode)
    return tuple(sorted(asked, key=lambda question: (question.line, question.column)))


def _bars(program: Section) -> Iterator[tuple[Value, Decimal]]:
    """Yield each grade that the file requires, with the place of the grade."""
    for section in _sections(program):
        for field in _BARS:
            if isinstance(section.values.get(field), Decimal):
                yield section.places[field], section.values[field]
    admission: Section | None = program.values.get("admission")
    if admission is not None and "courses" in admission.values:
        grades = dict(admission.values["courses"])
        for key, grade in admission.places["courses"].entries or ():
            if key.text in grades:
                yield grade, grades[key.text]


def _modes(program: Section) -> Iterator[Value]:
    for section in _sections(program):
        for field in _MODES:
            yield from items(section, field)


def _sections(program: Section) -> Iterator[Section]:
    yield program
    if "admission" in program.values:
        yield program.values["admission"]
    if "requirements" in program.values:
        for requirement in program.values["requirements"].walk():
            yield requirement.section
            if "final" in requirement.section.values:
                yield requirement.section.values["final"]


def _about_kind(program: Section) -> Iterator[DefinitionProblem]:
    kind = program.values.get("kind", KNOWN_KINDS[0])
    if kind in KNOWN_KINDS:
        return
    yield _question(program.places["kind"], f'unknown kind "{kind}": {_meant(kind, KNOWN_KINDS)}')


def _about_mode(place: Value) -> Iterator[DefinitionProblem]:
    mode = str(place.text)
    if mode not in KNOWN_MODES:
        yield _question(place, f'unknown enrollment mode "{mode}": {_meant(mode, KNOWN_MODES)}')


def _meant(name: str, known: Sequence[str]) -> str:
    nearest = difflib.get_close_matches(name.casefold(), known, n=1)
    return f'did you mean "{nearest[0]}"?' if nearest else f"is it meant? Known are {', '.join(known)}"


def _about_bar(place: Value, bar: Decimal) -> Iterator[DefinitionProblem]:
    if not 0 < bar < LOW_BAR:
        return
    meant = bar
    while meant < LOW_BAR:
        meant *= 10
    yield _question(
        place, f"{place} is a low bar: {f'did you mean {round(meant, 2)}' if meant <= 1 else 'is it meant'}?"
    )


def _question(place: Value, message: str) -> DefinitionProblem:
    return DefinitionProblem(place.line, place.node.start_mark.column + 1, place.path, message)
