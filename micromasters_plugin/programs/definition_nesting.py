"""Programs that a definition requires as a whole: that each is known, and that none comes back to this one.

Which programs a site has is for the caller to say; here is no database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from micromasters_plugin.domain.definition import Program
from micromasters_plugin.programs.definition_fields import Section
from micromasters_plugin.programs.definition_schema import PROGRAMS, Requirement

#: Program uuid → uuids of the programs that any of its versions requires.
Nesting = Mapping[str, Set[str]]


def nested_programs(program: Program) -> frozenset[str]:
    """Return the uuids of the programs that ``program`` requires as a whole."""
    return frozenset(node.program for node in program.nested())


def check_nesting(program: Section, known: Nesting) -> None:
    """Note every required program that is not among ``known``, is this one, or requires this one in the end."""
    own = program.values.get("uuid")
    for requirement in _walk(program.values.get("requirements")):
        uuid, place = requirement.section.values.get("program"), requirement.section.places["program"]
        if uuid is None:
            continue
        if uuid == own:
            place.refuse("a program cannot require itself: name another program's uuid")
        elif uuid not in known:
            place.refuse("no program with this uuid was imported: import that one first, or mend the uuid")
        elif own is not None and (path := _path(uuid, own, known)):
            message = f"a cycle: that program requires this one ({' requires '.join([own, *path])})"
            place.refuse(f"{message}; remove it here or there")


def _walk(requirement: Requirement | None) -> Iterator[Requirement]:
    if requirement is None:
        return
    if requirement.kind in PROGRAMS:
        yield requirement
    for child in requirement.children:
        yield from _walk(child)


def _path(start: str, goal: str, known: Nesting) -> list[str]:
    """Return a way from ``start`` to ``goal`` through what programs require, both included; [] without one."""
    came_from: dict[str, str] = {start: ""}
    waiting = [start]
    while waiting:
        uuid = waiting.pop(0)
        if uuid == goal:
            path = [goal]
            while came_from[path[0]]:
                path.insert(0, came_from[path[0]])
            return path
        for required in sorted(known.get(uuid, frozenset()) - came_from.keys()):
            came_from[required] = uuid
            waiting.append(required)
    return []
