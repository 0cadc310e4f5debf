"""Define the keys of courses and groups that a definition gives no key."""

from __future__ import annotations

from collections.abc import Iterable


def default_course_key(course: str) -> str:
    """Return the default key of a course or exam, such as SC0x for CTL.SC0x."""
    return course.partition("+")[2].rpartition(".")[2]


def default_group_key(positions: Iterable[int]) -> str:
    """Return a group's default key, which has the positions of the outer groups and the group's own position.

    ``positions`` counts from 0.
    """
    return "-".join(["group", *(str(position + 1) for position in positions)])
