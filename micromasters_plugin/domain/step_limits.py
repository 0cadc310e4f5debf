"""Calculate from the rules alone how many steps an evaluation takes at most.

The limits follow the algorithm of ``choice``. The algorithm tries every place of some shared courses, and every set of
groups that may enter a choice. For each combination, the algorithm fills slots.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb, prod

from micromasters_plugin.domain.definition import Group, Node, ProgramRules, SharedCourses, leaves, size_of
from micromasters_plugin.domain.shared_courses import fixed_places, places_below

#: The maximum number of guesses of the mean. Each guess is much closer than the guess before. No test needs more than
#: five guesses.
_GUESSES = 8


def max_steps(program: ProgramRules) -> int:
    """Return the maximum number of steps of an evaluation.

    The number leaves out one step for each judged attempt, and the steps that waivers of shared courses add.
    """
    return max_steps_below(program.root, program.shared_courses)


def max_steps_below(root: Group, mode: SharedCourses) -> int:
    """Return the maximum as ``max_steps`` does. ``mode`` is the rule outside the groups that have a rule."""
    size = size_of(root)
    fixed_keys = set(fixed_places(root))
    fixed: list[list[str]] = []
    free: list[list[str]] = []
    for courses in places_below(root, mode):
        keys = [course.key for course in courses]
        (fixed if fixed_keys.intersection(keys) else free).append(keys)
    item_by_key = {key: item for item, keys in enumerate(free) for key in keys}
    ways = prod(map(len, fixed))
    divisions, steps_to_divide = _divide(root, item_by_key)
    slots = list(_slots(root, item_by_key))
    steps_to_fill = sum(_steps_to_fill(each, item_by_key) for each in _components(slots, item_by_key))
    entries = sum(1 for _ in leaves(root)) + 2 * sum(1 for _ in _groups(root))
    guess = divisions * (entries + steps_to_fill)
    return ways * (size + steps_to_divide + _GUESSES * guess) + size


def shares_courses(program: ProgramRules) -> bool:
    """Tell whether any course counts in only one of several places."""
    return bool(places_below(program.root, program.shared_courses))


@dataclass(frozen=True, slots=True)
class _Slot:
    capacity: int
    keys: tuple[str, ...]


def _groups(node: Node) -> Iterator[Group]:
    if isinstance(node, Group):
        yield node
        for child in node.children:
            yield from _groups(child)


def _divide(node: Node, shared_keys: Container[str]) -> tuple[int, int]:
    """Return the maximum number of divisions (see ``slots.divide``), and of the steps to make the divisions."""
    if not isinstance(node, Group) or not any(leaf.key in shared_keys for leaf in leaves(node)):
        return 1, 0
    if node.at_least is None:
        parts = [_divide(child, shared_keys) for child in node.children]
        divisions = prod(count for count, _ in parts)
        return divisions, sum(steps for _, steps in parts) + divisions * (1 + len(parts))
    parts = [_divide(child, shared_keys) for child in node.children if isinstance(child, Group)]
    below = sum(steps for _, steps in parts)
    products = _sums_of_products([count for count, _ in parts])[: node.at_least + 1]
    steps = 0
    for number, divisions in enumerate(products):
        steps += comb(len(parts), number) + divisions * (1 + number)
        steps += below * comb(len(parts) - 1, number - 1) if number else 0
    return sum(products), steps


def _sums_of_products(numbers: Iterable[int]) -> list[int]:
    """Return, for each size from 0, the sum of the products of all sets of that size."""
    sums = [1]
    for number in numbers:
        sums = [a + b * number for a, b in zip([*sums, 0], [0, *sums], strict=True)]
    return sums


def _slots(node: Group, shared_keys: Container[str]) -> Iterator[_Slot]:
    keys = tuple(child.key for child in node.children if not isinstance(child, Group))
    if any(key in shared_keys for key in keys):
        if node.at_least is None:
            yield from (_Slot(1, (key,)) for key in keys if key in shared_keys)
        else:
            yield _Slot(node.at_least, keys)
    for child in node.children:
        if isinstance(child, Group):
            yield from _slots(child, shared_keys)


def _components(slots: Sequence[_Slot], item_by_key: Mapping[str, int]) -> list[list[_Slot]]:
    """Return the slots in groups, so that two slots of different groups share no course."""
    found: list[tuple[set[int], list[_Slot]]] = []
    for slot in slots:
        items = {item_by_key[key] for key in slot.keys if key in item_by_key}
        touched = [each for each in found if each[0] & items]
        found = [each for each in found if not each[0] & items]
        found.append((items.union(*(each[0] for each in touched)), [s for each in touched for s in each[1]] + [slot]))
    return [each for _, each in found]


def _steps_to_fill(slots: Sequence[_Slot], item_by_key: Mapping[str, int]) -> int:
    """Return the maximum number of steps to fill slots that share courses (see ``assignment``)."""
    slots_of: dict[int | str, set[int]] = {}
    for index, slot in enumerate(slots):
        for key in slot.keys:
            slots_of.setdefault(item_by_key.get(key, key), set()).add(index)
    places = sum(len(slot.keys) for slot in slots)
    moves = len({(a, b) for indexes in slots_of.values() for a in indexes for b in indexes if a != b})
    paths = 1 + min(len(slots_of), sum(slot.capacity for slot in slots))
    most_places = max(map(len, slots_of.values()))
    return 4 * places + paths * len(slots) * (1 + moves + 2 * most_places)
