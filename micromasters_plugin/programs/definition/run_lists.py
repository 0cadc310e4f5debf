"""Check the course runs that a definition lists: excluded runs, release dates of runs, and make-up exams in runs.

``names`` checks that a run counts for only one course.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from opaque_keys.edx.keys import UsageKey

from micromasters_plugin.domain.definition import course_of_run
from micromasters_plugin.domain.texts import fold
from micromasters_plugin.programs.definition.document import Value
from micromasters_plugin.programs.definition.fields import Section, items
from micromasters_plugin.programs.definition.schema import Requirement


def check_run_lists(program: Section, courses: list[Requirement]) -> None:
    """Note each excluded run that is listed too, each release of an unknown run, and each make-up without its exam."""
    owners = _Owners()
    for course in courses:
        for part in _parts(course):
            owners.add(part)
            _check_except_runs(part)
    if owners.is_any_unread:  # the unreadable part may have the run
        return
    for run, _ in _entries(program, "releases"):
        if owners.of(str(run.text)) is None and _is_accepted(run):
            run.refuse(f"no course of this program has the run {run}: remove it, or mend its key")
    make_ups = {str(name.text): name.line for course in courses for name, _ in _entries(course.section, "make_ups")}
    for course in courses:
        _check_make_ups(course, owners, make_ups)


@dataclass(frozen=True, slots=True)
class _Part:
    """A course or final exam, whose runs count. ``name`` is None if the name cannot be read."""

    name: str | None
    section: Section


@dataclass(slots=True)
class _Owners:
    """This index finds the course or final exam to which a run belongs."""

    by_run: dict[str, str] = field(default_factory=dict)
    by_number: dict[str, str] = field(default_factory=dict)
    excepted: set[str] = field(default_factory=set)
    is_any_unread: bool = False

    def add(self, part: _Part) -> None:
        if part.name is None:
            self.is_any_unread = True
            return
        values = part.section.values
        self.excepted.update(values.get("except_runs", ()))
        if "runs" in values:
            self.by_run.update(dict.fromkeys(values["runs"], part.name))
        else:
            self.by_number.update(dict.fromkeys((part.name, *values.get("aliases", ())), part.name))

    def of(self, run: str) -> str | None:
        """Return the name of the course or final exam for which the run counts, or None."""
        if run in self.excepted:
            return self.by_run.get(run)
        return self.by_run.get(run, self.by_number.get(_course_of(run)))


def _parts(course: Requirement) -> Iterator[_Part]:
    yield _Part(course.section.values.get(course.kind), course.section)
    if "final" in course.section.places:
        final: Section | None = course.section.values.get("final")
        yield _Part(None, course.section) if final is None else _Part(final.values.get("course"), final)


def _check_except_runs(part: _Part) -> None:
    section = part.section
    listed = {fold(str(run.text)): run for run in items(section, "runs")}
    names = {part.name, *section.values.get("aliases", ())}
    for run in items(section, "except_runs"):
        other = listed.get(fold(str(run.text)))
        if other is not None and other.text == run.text:
            later, first = (run, other) if _position(run) > _position(other) else (other, run)
            later.refuse(f"this run is in runs and in except_runs (line {first.line}): keep it in one of them")
        elif other is not None:
            run.refuse(f"{run} differs from {other} (line {other.line}) only in case or accents: keep one")
        elif part.name is not None and not listed and _is_accepted(run) and _course_of(str(run.text)) not in names:
            run.refuse(f"no run of {part.name} or of its other names: remove it, or mend its key")


def _check_make_ups(course: Requirement, owners: _Owners, make_ups: dict[str, int]) -> None:
    names = {part.name for part in _parts(course)}
    accepted = {key for pair in course.section.values.get("make_ups", ()) for key in pair}
    for name, exam in _entries(course.section, "make_ups"):
        for place in (name, exam):
            usage = str(place.text)
            if usage in accepted and owners.of(str(UsageKey.from_string(usage).course_key)) not in names:
                place.refuse(f"no run of this course or of its final has the exam {place}: mend the key, or remove it")
        if exam.text == name.text:
            exam.refuse("an exam cannot make up for itself: name the exam that it makes up for")
        elif exam.text in make_ups:
            exam.refuse(f"it is a make-up itself (line {make_ups[exam.text]}): name the exam that failed first")


def _entries(section: Section, name: str) -> list[tuple[Value, Value]]:
    place = section.places.get(name)
    return [] if place is None else place.entries or []


def _position(value: Value) -> int:
    return int(value.node.start_mark.index)


def _is_accepted(value: Value) -> bool:
    """Tell whether the reader noted no problem about ``value``."""
    return all((problem.line, problem.field) != (value.line, value.path) for problem in value.problems)


def _course_of(run: str) -> str:
    try:
        return course_of_run(run)
    except ValueError:  # the reader has noted the problem
        return ""
