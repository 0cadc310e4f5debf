"""Check that the names of a definition are unique: keys of requirements, courses with their aliases, and runs.

A shared course appears in several groups. ``sharing`` checks that the groups define the course in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator

from micromasters_plugin.domain.definition import course_of_run
from micromasters_plugin.domain.texts import fold
from micromasters_plugin.programs.definition.document import Value
from micromasters_plugin.programs.definition.fields import Section, items
from micromasters_plugin.programs.definition.schema import COURSES, PROGRAMS, Requirement


def check_names(requirements: list[Requirement]) -> None:
    """Note every name that two requirements use, and every run that would count for two courses."""
    _check_keys(requirements)
    _check_programs([requirement for requirement in requirements if requirement.kind in PROGRAMS])
    named = list(_named([requirement for requirement in requirements if requirement.kind in COURSES]))
    _check_courses(named)
    _check_runs(named)


def _named(courses: list[Requirement]) -> Iterator[tuple[Value, Section]]:
    """Yield the key's first occurrence in the file for each course and final exam.

    Also yield the section that lists the aliases and runs.
    """
    seen: set[str] = set()
    for course in courses:
        place = course.section.places[course.kind]
        if place.text in seen:
            continue
        seen.add(str(place.text))
        yield place, course.section
        final: Section | None = course.section.values.get("final")
        if final is not None and "course" in final.places:
            yield final.places["course"], final


def _check_keys(requirements: list[Requirement]) -> None:
    taken: dict[str, Value] = {}
    for requirement in requirements:
        place = requirement.key_place
        first = taken.setdefault(requirement.key, place) if requirement.key else place
        if first is not place:
            message = f'the key "{requirement.key}" is taken on line {first.line}: add "key: …" with another'
            place.refuse(message)


def _check_programs(programs: list[Requirement]) -> None:
    taken: dict[str, Value] = {}
    for program in programs:
        place = program.section.places["program"]
        first = taken.setdefault(program.section.values.get("program", ""), place)
        if first is not place and "program" in program.section.values:
            place.refuse(f"this program is already named on line {first.line}: name a program once")


def _check_courses(named: list[tuple[Value, Section]]) -> None:
    taken: dict[str, Value] = {}
    for course, section in named:
        for place in (course, *items(section, "aliases")):
            first = taken.setdefault(fold(place.text), place) if place.text else place
            if first is place:
                continue
            if first.text == place.text:
                place.refuse(f"{place.text} is already named on line {first.line}: name a course once")
            else:
                place.refuse(_twins(place, first))


def _check_runs(named: list[tuple[Value, Section]]) -> None:
    """Note runs that would count for two courses, because a course lists the run or has the run's number."""
    by_number = {
        place.text: (place, {run.text for run in items(section, "except_runs")})
        for course, section in named
        if "runs" not in section.places
        for place in (course, *items(section, "aliases"))
    }
    taken: dict[str, Value] = {}
    for _, section in named:
        for place in items(section, "runs"):
            first = taken.setdefault(fold(str(place.text)), place)
            if first is not place and first.text != place.text:
                place.refuse(_twins(place, first))
            elif first is not place:
                place.refuse(f"this run is already listed on line {first.line}: list it for one course")
            elif (found := by_number.get(_course_of(place))) is not None and place.text not in found[1]:
                owner = found[0]
                belongs = f"this run is already one of {owner.text} (line {owner.line}) by its number"
                place.refuse(f"{belongs}: remove it, or write it under except_runs there")


def _twins(place: Value, first: Value) -> str:
    """Return the message about two names that databases treat as equal. With equal names, the runs are ambiguous."""
    return f"{place.text} differs from {first.text} (line {first.line}) only in case or accents: keep one"


def _course_of(run: Value) -> str:
    try:
        return course_of_run(str(run.text))
    except ValueError:  # the reader has noted the problem
        return ""
