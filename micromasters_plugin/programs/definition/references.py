"""Check that a definition has no unknown or circular reference, and that each unit can be mastered.

``site`` checks references to other programs.
"""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from micromasters_plugin.programs.definition.document import Value
from micromasters_plugin.programs.definition.fields import Section, items, suggest
from micromasters_plugin.programs.definition.schema import COURSES, Requirement


def check_references(program: Section, requirements: list[Requirement]) -> None:
    """Note every ``opens_after``, admission bar and unit that names something unknown.

    Also note every unit that nobody could master.
    """
    courses = [requirement for requirement in requirements if requirement.kind in COURSES]
    keys = _Keys(
        {course.key for course in courses if course.key},
        {requirement.key: requirement.kind for requirement in requirements if requirement.kind not in COURSES},
        is_any_unread=any(not course.key for course in courses),
    )
    _check_opens_after(courses, keys)
    _check_admission(program, keys)
    _check_units(program, courses)


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of the courses and exams, and a map from every other key to the kind of its requirement."""

    courses: set[str]
    others: dict[str, str]
    is_any_unread: bool

    def check(self, item: Value, which: str) -> bool:
        """Tell whether ``item`` is the key of a course or exam. Otherwise note the problem."""
        name = str(item.text)
        if name in self.courses:
            return True
        if name in self.others:
            what = "a program" if self.others[name] == "program" else "a group"
            item.refuse(f'"{name}" is {what}: name the courses and exams {which}')
        elif not self.is_any_unread:  # an unreadable course may have this key
            item.refuse(f'no course or exam has the key "{name}": {suggest(name, self.courses)}')
        return False


def _check_opens_after(courses: list[Requirement], keys: _Keys) -> None:
    graph: dict[str, set[str]] = {}
    for course in courses:
        for item in items(course.section, "opens_after"):
            if keys.check(item, "that come first"):
                graph.setdefault(course.key, set()).add(str(item.text))
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle = error.args[1]
        places = [course.section.places.get("opens_after") for course in courses if course.key in cycle]
        message = f"a cycle ({' after '.join(reversed(cycle))}): none of them could ever open; remove one"
        [place for place in places if place][-1].refuse(message)


def _check_admission(program: Section, keys: _Keys) -> None:
    admission: Section | None = program.values.get("admission")
    place = admission.places.get("courses") if admission is not None else None
    for name, _ in (place and place.entries) or ():
        if name.text is not None:
            keys.check(name, "that need a grade")


def _check_units(program: Section, courses: list[Requirement]) -> None:
    units: tuple[Section, ...] = program.values.get("units", ())
    taken: dict[str, Value] = {}
    for unit in units:
        if "key" in unit.values:
            place = unit.places["key"]
            first = taken.setdefault(unit.values["key"], place)
            if first is not place:
                place.refuse(f'the key "{place.text}" is taken on line {first.line}: write another')
    covering: dict[str, set[str]] = {key: set() for key in taken}
    for course in courses:
        for item in items(course.section, "units"):
            name = str(item.text)
            if name in covering:
                covering[name].add(str(course.section.places[course.kind].text))
            elif not units:
                item.refuse(f'no unit has the key "{name}": list it under "units:" at the top, or remove it here')
            elif len(taken) == len(units):  # an unreadable unit may have this key
                item.refuse(f'no unit has the key "{name}": {suggest(name, covering)}')
    for unit in units:
        _check_cover(unit, covering)


def _check_cover(unit: Section, covering: dict[str, set[str]]) -> None:
    key, needed = unit.values.get("key"), unit.values.get("courses", 1)
    if key is None:
        return
    courses = len(covering[key])
    if not courses:
        unit.places["key"].refuse(f'no course covers it: add "units: [{key}]" to a course, or remove the unit')
    elif needed > courses:
        message = f"{needed} courses needed and {courses} cover it: write 1 to {courses}, or name it in more courses"
        unit.places["courses"].refuse(message)
