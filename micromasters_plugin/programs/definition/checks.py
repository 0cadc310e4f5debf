"""Check rules about several fields of a definition.

``names`` checks names, ``run_lists`` checks lists of runs, and ``references`` checks references.

If two parts of the file conflict, the module notes the problem at the later part.
"""

from __future__ import annotations

from decimal import Decimal

from micromasters_plugin.programs.definition.fields import Section
from micromasters_plugin.programs.definition.names import check_names
from micromasters_plugin.programs.definition.references import check_references
from micromasters_plugin.programs.definition.run_lists import check_run_lists
from micromasters_plugin.programs.definition.schema import COURSES, GROUPS, Requirement
from micromasters_plugin.programs.definition.sharing import check_shared_courses

#: This table lists each part of a grade, the other part, and the field with the part's own bar.
_PARTS = (("final", "coursework", "passing_grade"), ("coursework", "final", "coursework_passing_grade"))


def check_program(program: Section) -> None:
    """Note every problem that involves several fields of ``program``."""
    _check_own_fields(program)
    if "requirements" not in program.values:
        return
    root: Requirement = program.values["requirements"]
    requirements = list(root.walk())
    courses = [requirement for requirement in requirements if requirement.kind in COURSES]
    _check_groups([requirement for requirement in requirements if requirement.kind in GROUPS])
    check_names(requirements)
    check_shared_courses(root, mode=program.values.get("shared_courses"))
    check_run_lists(program, courses)
    check_references(program, requirements)
    for course in courses:
        if "final" in course.section.values:
            _check_final(course.section.values["final"])
    if "passing_grade" not in program.places:
        _check_passing_grades(courses)


def _check_own_fields(program: Section) -> None:
    succeeds = program.values.get("succeeds")
    if succeeds is not None and succeeds == program.values.get("uuid"):
        program.places["succeeds"].refuse("a program cannot succeed itself: name the earlier program's uuid")
    starts, ends = program.values.get("starts"), program.values.get("ends")
    if starts is not None and ends is not None and ends < starts:
        place = program.places["ends"]
        place.refuse(f"before {program.places['starts']}, where it starts: write a later date, or remove one")
    if "admission" in program.values:
        _check_admission(program.values["admission"])


def _check_admission(admission: Section) -> None:
    if "composite" not in admission.places and "courses" not in admission.places:
        message = 'neither composite nor courses: write "composite: 0.80" or "courses: {SC0x: 0.80}"'
        admission.place.refuse(message)
        return
    for name in ("attempts", "until"):
        if name in admission.places and "courses" not in admission.places:
            message = f'limits the grades of "courses", which are missing: list them, or remove {name}'
            admission.places[name].refuse(message)


def _check_groups(groups: list[Requirement]) -> None:
    for group in groups:
        section = group.section
        count, listed = section.values.get("at_least"), section.places.get("of")
        if count and listed and listed.items and count > len(listed.items):
            message = f"{count} of {len(listed.items)} cannot be earned: write 1 to {len(listed.items)}, or list more"
            section.places["at_least"].refuse(message)


def _check_passing_grades(courses: list[Requirement]) -> None:
    for course in courses:
        if "passing_grade" not in course.section.places:
            message = 'missing: write "passing_grade: 0.60" here, or once at the top for every course'
            course.section.place.refuse(message, path=f"{course.section.place.path}.passing_grade")


def _check_final(final: Section) -> None:
    splits: tuple[Section, ...] = final.values.get("splits", ())
    for index, split in enumerate(splits):
        _check_shares(split)
        _check_start(split, splits[index - 1] if index else None)
    for part, other, bar in _PARTS:
        is_without = bool(splits) and all((each.values.get(part), each.values.get(other)) == (0, 1) for each in splits)
        if is_without and bar in final.places:
            final.places[bar].refuse(f"no split gives the {part} a share: give it one, or remove {bar}")


def _check_shares(split: Section) -> None:
    shares: list[Decimal] = [split.values[name] for name in ("coursework", "final") if name in split.values]
    if len(shares) == 2 and sum(shares) != 1:
        total = f"{shares[0]} and {shares[1]} add up to {sum(shares)}, not to 1"
        split.places["final"].refuse(f"{total}: write {1 - shares[0]} here, or change coursework")


def _check_start(split: Section, before: Section | None) -> None:
    if before is None:
        for name in ("starts", "by"):
            if name in split.places:
                split.places[name].refuse(f"the first split holds from the beginning: remove {name}")
    elif "starts" not in split.places:
        message = 'missing: write "starts: 2018-01-01", the start of the first runs for which this split holds'
        split.place.refuse(message, path=f"{split.place.path}.starts")
    elif "starts" in split.values and "starts" in before.values and split.values["starts"] <= before.values["starts"]:
        split.places["starts"].refuse(f"not after {before.places['starts']}, the split before: list them by start")
