"""Ask about values of a definition that are allowed but probably not meant. A question refuses no file."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from decimal import Decimal

from micromasters_plugin.exceptions import DefinitionProblem
from micromasters_plugin.programs.definition.document import Value, read_document
from micromasters_plugin.programs.definition.fields import Section
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
#: A bar below this grade is probably a slip of the decimal point.
LOW_BAR = Decimal("0.20")

_BARS = ("passing_grade", "coursework_passing_grade", "composite")


def questions(text: str, *, name: str = "<definition>") -> tuple[DefinitionProblem, ...]:
    """Return the questions about a definition in the order of the file, each with its line, column and field.

    Args:
        text: the content of the file. name: the name by which problems refer to the whole file.

    Raises:
        DefinitionError: ``text`` is not readable YAML, or has as many faults as a reader notes.
    """
    program = read_program(read_document(text, name=name))
    asked = [*_about_kind(program)]
    for place, bar in _bars(program):
        asked += _about_bar(place, bar)
    return tuple(sorted(asked, key=lambda question: (question.line, question.column)))


def _bars(program: Section) -> Iterator[tuple[Value, Decimal]]:
    """Yield each grade that the file asks for, with its place."""
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
    nearest = difflib.get_close_matches(kind.casefold(), KNOWN_KINDS, n=1)
    remedy = f'did you mean "{nearest[0]}"?' if nearest else f"is it meant? Known are {', '.join(KNOWN_KINDS)}"
    yield _question(program.places["kind"], f'unknown kind "{kind}": {remedy}')


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
