"""Check courses that several groups share.

All groups that name a shared course must define the course in the same way. Learners must be able to earn the program.
``domain`` decides how a shared course counts for a learner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from micromasters_plugin.domain.best_choice import best_choice
from micromasters_plugin.domain.definition import Course, Group, NestedProgram, SharedCourses
from micromasters_plugin.domain.offers import offer_everything
from micromasters_plugin.domain.shared_courses import places_below
from micromasters_plugin.domain.step_limits import max_steps_below
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.programs.definition.fields import Section
from micromasters_plugin.programs.definition.schema import COURSES, GROUPS, Composite, Requirement

#: The maximum number of steps to evaluate one learner of a program with shared courses. The limit applies to the number
#: that ``step_limits`` calculates. Real evaluations take far fewer steps. The number is the same on every machine, and
#: ``docs/reference/definition.rst`` publishes it.
MAX_EVALUATION_STEPS = 1_000_000

#: These fields decide which runs count and how runs are graded. All groups that name a course must give these fields
#: the same values.
_AGREED = ("aliases", "runs", "except_runs", "make_ups", "final")


def check_shared_courses(root: Requirement, *, mode: SharedCourses | None) -> None:
    """Report each course that a group names twice or that two groups define differently.

    Also report a program that nobody can earn.

    Args:
        mode: the definition's rule for shared courses. If ``mode`` is None, the definition has no rule, so shared
            courses count once by default.
    """
    shared = _shared(root)
    for found in shared.values():
        _check_agreement([course for _, course in found])
    outline = _outline(root)
    counted_once = places_below(outline, mode or SharedCourses.ONCE)
    if not shared or not counted_once:  # a group that names a course twice is refused already
        return
    steps = max(max_steps_below(each, mode or SharedCourses.ONCE) for each in (outline, _without_order(outline)))
    places = [course for found in shared.values() for _, course in found]
    last = max(places, key=lambda course: course.section.place.node.start_mark.index)
    place = last.section.places[last.kind]
    if steps > MAX_EVALUATION_STEPS:
        place.refuse(
            f"with the courses shared by {name_sharing_groups(root)}, judging one learner may take {steps} steps; at "
            f'most {MAX_EVALUATION_STEPS} are allowed: share fewer courses, or write "shared_courses: each"'
        )
        return
    if not place.problems and not _can_be_earned(outline, counted_once):  # an unreadable part may name more courses
        message = "each course counts for one group only, and then there are too few to earn the program"
        place.refuse(f'{message}: list more courses, or write "shared_courses: each"')


def name_sharing_groups(root: Requirement) -> str:
    """Return a part of a sentence that names the first ten groups with shared courses, and the groups' lines."""
    lines = {group.section.place.line: group for found in _shared(root).values() for group, _ in found}
    names = [f"{lines[line].key} (line {line})" for line in sorted(lines)]
    if len(names) > 10:
        names[10:] = [f"{len(names) - 10} more"]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def _shared(root: Requirement) -> dict[str, list[tuple[Requirement, Requirement]]]:
    """Map each shared course to pairs: a group that names the course, and the course as the group defines the course.

    Also note courses that a group names twice.
    """
    places: defaultdict[str, list[tuple[Requirement, Requirement]]] = defaultdict(list)
    _collect(root, places)
    return {name: found for name, found in places.items() if len(found) > 1}


def _collect(group: Requirement, places: defaultdict[str, list[tuple[Requirement, Requirement]]]) -> None:
    in_group: dict[str, Requirement] = {}
    for child in group.children:
        name = child.section.values.get(child.kind) if child.kind in COURSES else None
        if child.kind in GROUPS:
            _collect(child, places)
        elif name in in_group:
            first = in_group[name].section.place.line
            child.section.places[child.kind].refuse(
                f"{name} is already named on line {first}: once in a group is enough"
            )
        elif name is not None:
            in_group[name] = child
            places[name].append((group, child))


def _check_agreement(found: list[Requirement]) -> None:
    first = found[0]
    for other in found[1:]:
        if other.kind != first.kind:
            message = f"it is {_article(first.kind)} on line {first.section.place.line}: write the same here"
            other.section.places[other.kind].refuse(message)
        for name in _AGREED:
            if _plain(first.section.values.get(name)) != _plain(other.section.values.get(name)):
                message = f"another {name} than on line {first.section.place.line}: a shared course has the same"
                other.section.places.get(name, other.section.place).refuse(message)


def _article(kind: str) -> str:
    return f"an {kind}" if kind == "exam" else f"a {kind}"


def _plain(value: Any) -> Any:
    """Return a field's value without positions in the file, for comparison."""
    if isinstance(value, Section):
        return {name: _plain(each) for name, each in value.values.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _outline(requirement: Requirement) -> Any:
    """Return the requirement as in ``domain``, with only the fields that decide about the places of courses."""
    key = f"{requirement.kind} {id(requirement)}"
    values = requirement.section.values
    if requirement.kind in GROUPS:
        return Group(
            key=key,
            title="",
            children=tuple(map(_outline, requirement.children)),
            at_least=values.get("at_least", 1) if requirement.kind == "at_least" else None,
            in_order=values.get("in_order", False),
            composite_of_all=values.get("composite") is Composite.ALL,
            shared_courses=values.get("shared_courses"),
        )
    if requirement.kind in COURSES and requirement.kind in values:
        return Course(key, "", values[requirement.kind], passing_grade=Decimal(1))
    return NestedProgram(key, "", program="")


def _without_order(group: Group) -> Group:
    """Return the group as ``_can_be_earned`` reads it."""
    children = tuple(_without_order(child) if isinstance(child, Group) else child for child in group.children)
    return replace(group, children=children, in_order=False, composite_of_all=False)


def _can_be_earned(root: Group, places: Sequence[Sequence[Course]]) -> bool:
    """Tell whether a learner who has passed every course earns ``root``, if each course counts in one of its places."""
    offer = offer_everything(root, [[course.key for course in found] for found in places])
    earned_requirements, *_ = best_choice(offer, Steps()).rank
    return earned_requirements == offer.required
