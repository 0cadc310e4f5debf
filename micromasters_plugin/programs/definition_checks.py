"""What only several fields of a definition together can break: names that clash, references that lead nowhere.

A clash is noted at the later of its two places.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from micromasters_plugin.domain.definition import course_of_run
from micromasters_plugin.programs.definition_document import Value
from micromasters_plugin.programs.definition_fields import Section
from micromasters_plugin.programs.definition_schema import COURSES, Requirement


def check_program(program: Section) -> None:
    """Note every problem of ``program`` that its fields alone do not show."""
    succeeds = program.values.get("succeeds")
    if succeeds is not None and succeeds == program.values.get("uuid"):
        program.places["succeeds"].refuse("a program cannot succeed itself: name the earlier program's uuid")
    if "requirements" not in program.values:
        return
    requirements = list(_walk(program.values["requirements"]))
    courses = [requirement for requirement in requirements if requirement.kind in COURSES]
    groups = [requirement for requirement in requirements if requirement.kind not in COURSES]
    _check_groups(groups)
    _check_keys(requirements)
    _check_courses(courses)
    _check_runs(courses)
    _check_opens_after(courses, group_keys={group.key for group in groups})
    if "passing_grade" not in program.places:
        _check_passing_grades(courses)


def _walk(requirement: Requirement) -> Iterator[Requirement]:
    yield requirement
    for child in requirement.children:
        yield from _walk(child)


def _items(course: Requirement, name: str) -> list[Value]:
    """Return the items of a list field, those that were refused included; [] without the field."""
    place = course.section.places.get(name)
    return [item for item in (place and place.items) or () if item.text is not None]


def _check_groups(groups: list[Requirement]) -> None:
    for group in groups:
        section = group.section
        count, listed = section.values.get("at_least"), section.places.get("of")
        if count and listed and listed.items and count > len(listed.items):
            message = f"{count} of {len(listed.items)} cannot be earned: write 1 to {len(listed.items)}, or list more"
            section.places["at_least"].refuse(message)
        # Order is read off the dates at which courses were finished, and a group has no such date.
        for child in group.children if section.values.get("in_order") else ():
            if child.kind not in COURSES:
                child.section.place.refuse("a group cannot be put in order: list courses and exams only")


def _check_keys(requirements: list[Requirement]) -> None:
    taken: dict[str, Value] = {}
    for requirement in requirements:
        place = requirement.key_place
        first = taken.setdefault(requirement.key, place) if requirement.key else place
        if first is not place:
            message = f'the key "{requirement.key}" is taken on line {first.line}: add "key: …" with another'
            place.refuse(message)


def _check_courses(courses: list[Requirement]) -> None:
    taken: dict[str, Value] = {}
    for course in courses:
        for place in (course.section.places[course.kind], *_items(course, "aliases")):
            first = taken.setdefault(place.text, place) if place.text else place
            if first is not place:
                place.refuse(f"{place.text} is already named on line {first.line}: name a course once")


def _check_runs(courses: list[Requirement]) -> None:
    """A run may count for one course only, whether it is listed there or belongs to it by its number."""
    by_number = {
        place.text: place
        for course in courses
        if "runs" not in course.section.places
        for place in (course.section.places[course.kind], *_items(course, "aliases"))
    }
    taken: dict[str, Value] = {}
    for course in courses:
        for place in _items(course, "runs"):
            first = taken.setdefault(str(place.text), place)
            if first is not place:
                place.refuse(f"this run is already listed on line {first.line}: list it for one course")
            elif (owner := by_number.get(_course_of(place))) is not None:
                belongs = f"this run is already one of {owner.text} (line {owner.line}) by its number"
                place.refuse(f"{belongs}: remove it, or list that course's own runs")


def _course_of(run: Value) -> str:
    try:
        return course_of_run(str(run.text))
    except ValueError:  # refused when it was read
        return ""


def _check_opens_after(courses: list[Requirement], *, group_keys: set[str]) -> None:
    keys = {course.key for course in courses if course.key}
    is_any_unread = len(keys) < len(courses)
    graph: dict[str, set[str]] = {}
    for course in courses:
        for item in _items(course, "opens_after"):
            name = str(item.text)
            if name in keys:
                graph.setdefault(course.key, set()).add(name)
            elif name in group_keys:
                item.refuse(f'"{name}" is a group: name the courses and exams that come first')
            elif not is_any_unread:  # else it may be meant, and that course's own problem is noted already
                nearest = difflib.get_close_matches(name, keys, n=1)
                remedy = f'did you mean "{nearest[0]}"?' if nearest else f"expected one of {', '.join(sorted(keys))}"
                item.refuse(f'no course or exam has the key "{name}": {remedy}')
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle = error.args[1]
        places = [course.section.places.get("opens_after") for course in courses if course.key in cycle]
        message = f"a cycle ({' after '.join(reversed(cycle))}): none of them could ever open; remove one"
        [place for place in places if place][-1].refuse(message)


def _check_passing_grades(courses: list[Requirement]) -> None:
    for course in courses:
        if "passing_grade" not in course.section.places:
            message = 'missing: write "passing_grade: 0.60" here, or once at the top for every course'
            course.section.place.refuse(message, path=f"{course.section.place.path}.passing_grade")
