"""Check the key, the courses and the required programs of a definition against the other programs of a site.

The caller passes the programs of the site. This module uses no database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from micromasters_plugin.domain.definition import ProgramRules
from micromasters_plugin.domain.texts import fold
from micromasters_plugin.programs.definition.document import Value
from micromasters_plugin.programs.definition.fields import Section, items
from micromasters_plugin.programs.definition.schema import COURSES, PROGRAMS, Requirement


@dataclass(frozen=True, slots=True)
class Site:
    """This record has the programs of a site. ``keys`` maps each program's key to the program's uuid.

    ``required`` maps each program's uuid to the uuids of the programs that any version of the program requires.
    ``versions`` maps each program's uuid to the program's versions in the order of import.
    """

    keys: Mapping[str, str]
    required: Mapping[str, Set[str]]
    versions: Mapping[str, Sequence[ProgramRules]] = field(default_factory=dict)


def check_against_site(program: Section, site: Site) -> None:
    """Note a key of another program, a course that another program writes differently, and a wrong required program.

    A required program is wrong if the required program is unknown or requires this program.
    """
    own = program.values.get("uuid")
    _check_key(program, own, site)
    written = _courses_of_others(own, site)
    for requirement in _walk(program.values.get("requirements")):
        if requirement.kind in COURSES:
            _check_courses(requirement, written)
        uuid = requirement.section.values.get("program")
        if uuid is not None:
            _check_required(requirement.section.places["program"], uuid, own, site)


def _check_key(program: Section, own: str | None, site: Site) -> None:
    key = program.values.get("key", "")
    for other, taken in site.keys.items():
        if taken == own or fold(other) != fold(key):
            continue
        if other == key:
            program.places["key"].refuse(f"the key of another program ({taken}): choose another")
        else:
            message = f'differs from "{other}", the key of another program ({taken}), only in case or accents'
            program.places["key"].refuse(f"{message}: choose another")


def _courses_of_others(own: str | None, site: Site) -> dict[str, tuple[str, str]]:
    """Map each course of other programs' newest versions to the course's spelling and program.

    The keys ignore case and accents.
    """
    written: dict[str, tuple[str, str]] = {}
    for uuid, versions in site.versions.items():
        for course in versions[-1].courses() if uuid != own and versions else ():
            final = course.final
            names = (course.course, *course.aliases, *((final.course, *final.aliases) if final is not None else ()))
            written |= {fold(name): (name, versions[-1].key) for name in names}
    return written


def _check_courses(requirement: Requirement, written: Mapping[str, tuple[str, str]]) -> None:
    """Note a name that databases treat as equal to another program's name. With equal names, the runs are ambiguous."""
    section = requirement.section
    places = [section.places.get(requirement.kind), *items(section, "aliases")]
    final: Section | None = section.values.get("final")
    if final is not None:
        places += [final.places.get("course"), *items(final, "aliases")]
    for place in places:
        name, key = written.get(fold(str(place.text)), ("", "")) if place is not None else ("", "")
        if place is not None and name and place.text != name:
            message = f'differs from {name}, a course of the program "{key}", only in case or accents'
            place.refuse(f"{message}: write it alike")


def _check_required(place: Value, uuid: str, own: str | None, site: Site) -> None:
    if uuid == own:
        place.refuse("a program cannot require itself: name another program's uuid")
    elif uuid not in site.required:
        place.refuse("no program with this uuid was imported: import that one first, or mend the uuid")
    elif own is not None and (path := _path(uuid, own, site.required)):
        message = f"a cycle: that program requires this one ({' requires '.join([own, *path])})"
        place.refuse(f"{message}; remove it here or there")


def _walk(requirement: Requirement | None) -> Iterator[Requirement]:
    if requirement is None:
        return
    if requirement.kind in PROGRAMS or requirement.kind in COURSES:
        yield requirement
    for child in requirement.children:
        yield from _walk(child)


def _path(start: str, goal: str, required: Mapping[str, Set[str]]) -> list[str]:
    """Return a chain of required programs from ``start`` to ``goal``, including both ends.

    Return [] if no chain exists.
    """
    came_from: dict[str, str] = {start: ""}
    waiting = [start]
    while waiting:
        uuid = waiting.pop(0)
        if uuid == goal:
            path = [goal]
            while came_from[path[0]]:
                path.insert(0, came_from[path[0]])
            return path
        for inner in sorted(required.get(uuid, frozenset()) - came_from.keys()):
            came_from[inner] = uuid
            waiting.append(inner)
    return []
