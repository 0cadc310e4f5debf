"""Check courses that several groups share.

All groups that name a shared course must define the course in the same way. Learners must be able to earn the program.
``domain`` decides how a shared course counts for a learner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Any

from micromasters_plugin.domain.definition import SharedCourses
from micromasters_plugin.programs.definition.fields import Section
from micromasters_plugin.programs.definition.schema import COURSES, GROUPS, Requirement

#: The evaluation of one learner takes at most this many steps if the program has shared courses. The steps take about a
#: tenth of a second. The limit does not depend on the machine, and ``docs/reference/definition.rst`` publishes it.
MAX_EVALUATION_STEPS = 100_000

#: These fields decide which runs count and how runs are graded. All groups that name a course must give these fields
#: the same values.
_AGREED = ("aliases", "runs", "final")


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
    if mode is SharedCourses.EACH or not shared:
        return
    ways = prod(map(len, shared.values()))
    steps = ways * _size(root)
    places = [course for found in shared.values() for _, course in found]
    last = max(places, key=lambda course: course.section.place.node.start_mark.index)
    place = last.section.places[last.kind]
    if steps > MAX_EVALUATION_STEPS:
        place.refuse(
            f"the courses shared by {name_sharing_groups(root)} can be divided among them in {ways} ways, which makes "
            f"{steps} steps to judge one learner; at most {MAX_EVALUATION_STEPS} may be: share fewer, or write "
            '"shared_courses: each"'
        )
        return
    divided = [[course for _, course in found] for found in shared.values()]
    if not place.problems and not _can_be_earned(root, divided):  # an unreadable part may be the missing requirement
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


def _size(requirement: Requirement, depth: int = 1) -> int:
    """Return the size of a tree that is not built yet, as ``domain.definition.size_of`` does for a built tree."""
    return depth + sum(_size(child, depth + 1) for child in requirement.children)


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


def _can_be_earned(root: Requirement, shared: Sequence[Sequence[Requirement]]) -> bool:
    for chosen in product(*shared):
        chosen_ids = {id(course) for course in chosen}
        left_out = {id(course) for found in shared for course in found} - chosen_ids
        if _is_earned(root, left_out):
            return True
    return False


def _is_earned(requirement: Requirement, left_out: set[int]) -> bool:
    """Tell whether ``requirement`` is earned if every course counts in its group, except the courses in ``left_out``.

    ``left_out`` has the Python ids of the courses.
    """
    if requirement.kind not in GROUPS:
        return id(requirement) not in left_out
    earned = [_is_earned(child, left_out) for child in requirement.children]
    if requirement.kind == "all_of":
        return all(earned)
    return sum(earned) >= requirement.section.values.get("at_least", 1)
