"""Name requirements for display.

The name of a group without a title lists the group's courses, in the active language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.utils.translation import gettext

from micromasters_plugin.data import Reason
from micromasters_plugin.domain.definition import Group, Node

#: A name lists at most this many requirements. A longer list ends with a number.
NAMED_AT_MOST = 4


def title_of(node: Node) -> str:
    """Return the title, or "Fundamentals and Data Analysis" for a group without a title.

    The name of a choice has "or".
    """
    if node.title or not isinstance(node, Group):
        return node.title or node.key
    names = [title_of(child) for child in node.children]
    *rest, last = names
    if not rest:
        return last
    is_choice = node.at_least is not None
    if len(names) > NAMED_AT_MOST:
        rest, last = names[: NAMED_AT_MOST - 1], str(len(names) - NAMED_AT_MOST + 1)
        pattern = gettext("%(items)s or %(last)s more") if is_choice else gettext("%(items)s and %(last)s more")
    else:
        pattern = gettext("%(items)s or %(last)s") if is_choice else gettext("%(items)s and %(last)s")
    # Translators: Stands between the items of a list, except before the last one.
    return pattern % {"items": gettext(", ").join(rest), "last": last}


def group_titles(node: Node) -> Iterator[tuple[str, str]]:
    """Yield the key and the title of each group at or below ``node``."""
    if isinstance(node, Group):
        yield node.key, title_of(node)
        for child in node.children:
            yield from group_titles(child)


def with_titles(reasons: tuple[Reason, ...], titles: Mapping[str, str]) -> tuple[Reason, ...]:
    """Return the reasons. For a previous group, the title replaces the key. For a previous course, the key stays."""
    return tuple(
        replace(reason, values=(("previous", titles[reason.value("previous")]),))
        if reason.value("previous") in titles
        else reason
        for reason in reasons
    )
