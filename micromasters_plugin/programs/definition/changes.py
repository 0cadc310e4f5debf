"""Describe in a registrar's words what a new definition of a program changes, field by field.

This module reads no learner's data, so the module does not count the affected learners.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from micromasters_plugin.domain.days import day_of
from micromasters_plugin.domain.definition import Grandfathering, Group, ProgramRules

#: This table maps a program's field to the field's label and the effect of a change.
PROGRAM = {
    "uuid": ("identity (uuid)", "this is another program"),
    "key": ("key", "commands, exports and addresses change with it"),
    "kind": ("kind", "what the credential is called"),
    "title": ("title", "credentials awarded from now on state it"),
    "institution": ("institution", "credentials awarded from now on state it"),
    "effective_from": ("date from which it is in force", "pinned learners are bound by their first enrollment"),
    "starts": ("start", "runs that started earlier do not count"),
    "ends": ("end", "bars reached later do not count"),
    "credit_modes": ("enrollment modes that count", "attempts in other modes earn nothing"),
    "letters": ("letter grades", "the same grade may get another letter"),
    "grandfathering": ("grandfathering", "the newest version says it for all learners"),
    "drop_policy": ("drop policy", "what happens when a valid credential is no longer earned"),
    "shared_courses": ("way shared courses count", "a course may count for another group, or for several"),
    "succeeds": ("program that it succeeds", "attempts there count here where they meet the bar"),
    "price": ("price", "shown only"),
    "currency": ("currency", "shown only"),
    "effort": ("effort", "shown only"),
    "accent": ("colour", "shown only"),
    "pathway": ("pathway", "shown only"),
    "admission": ("bar for admission", "others may become candidates"),
    "units": ("units of knowledge", "progress in units changes"),
    "timezone": ("time zone", "the days of every rule about dates move"),
    "releases": ("release dates of runs", "results are held back until then, for every learner"),
    "release_with_certificates": ("release with certificates", "results are held back until certificates are shown"),
}
#: This table maps a requirement's field to the field's label and the effect of a change.
REQUIREMENT = {
    "title": ("title", "credentials awarded from now on state it"),
    "course": ("course", "other runs count"),
    "program": ("required program", "another program has to be earned"),
    "passing_grade": ("passing grade", "attempts below it do not count"),
    "weight": ("weight", "composites change"),
    "aliases": ("other names of the course", "other runs count"),
    "runs": ("list of runs", "only these runs count; without a list all do"),
    "is_exam": ("exam", "ranking compares exams"),
    "proctored": ("proctored exam", "whether a verified exam is needed besides the grade"),
    "embargo_until": ("embargo", "results are held back until then"),
    "opens_after": ("courses to earn first", "what is shown, never what counts"),
    "units": ("units that it covers", "progress in units changes"),
    "final": ("final exam", "the grade is made of other parts"),
    "at_least": ("number that has to be earned", "the group is easier or harder to earn"),
    "in_order": ("order", "whether each item counts only after the one before it"),
    "except_runs": ("runs that do not count", "attempts in them earn nothing"),
    "valid_for": ("years for which results are valid", "older results do not count for an award"),
    "attempts": ("number of attempts", "later attempts do not count"),
    "credit_modes": ("enrollment modes that count", "attempts in other modes earn nothing"),
    "certificate": ("certificate", "whether the course's certificate is needed besides the grade"),
    "make_ups": ("make-up exams", "which exam clears another one that failed for a technical reason"),
    "shared_courses": ("way shared courses count", "a course may count for another group, or for several"),
    "composite_of_all": ("composite takes everything earned", "composites change"),
}

#: What a requirement without the field does, if that is not "none".
_ABSENT = {"at_least": "all", "credit_modes": "as around it", "shared_courses": "as around it"}

_CONCERNS = {
    Grandfathering.PINNED: "learners whose first enrollment is on {date} or later; everybody else keeps their version",
    Grandfathering.LATEST: "every learner, from {date} on",
    Grandfathering.MOST_FAVOURABLE: "every learner to whom it gives more than an earlier version, from {date} on",
}


@dataclass(frozen=True, slots=True)
class _Place:
    """A place has a requirement, the requirement's group, and the position in the group."""

    node: Any
    group: Group | None
    position: int


def concerns(others: Iterable[ProgramRules], new: ProgramRules) -> str:
    """Say to which learners the version ``new`` applies beside the program's ``others``.

    If another version takes effect later, say from when, because the version that takes effect last decides about the
    grandfathering. If another version takes effect at the same instant, ``new`` also applies to learners whom the other
    version bound.
    """
    others = sorted(others, key=lambda version: version.effective_from)
    later = [version for version in others if version.effective_from > new.effective_from]
    grandfathering = later[-1].grandfathering if later else new.grandfathering
    day = day_of(new.effective_from, new.timezone)
    whom = _CONCERNS[grandfathering].format(date=day)
    if not later:
        if any(version.effective_from == new.effective_from for version in others):
            return f"{whom}. It takes the place of the version before, which has the same effective_from"
        return whom
    start = day_of(later[0].effective_from, new.timezone)
    until = _shown(later[0].effective_from) if start == day else str(start)
    if grandfathering is Grandfathering.PINNED and len(later) == len(others):
        whom = f"learners whose first enrollment is before {until}; everybody else keeps their version"
    decides = "" if grandfathering is new.grandfathering else f", and the grandfathering stays {grandfathering}"
    return f"{whom}. From {until} on another version is in force, since its effective_from is later{decides}"


def changes(old: ProgramRules, new: ProgramRules) -> Iterator[str]:
    """Yield one sentence for each change, and start with the program's own fields."""
    yield from _changed_fields("The program", old, new, PROGRAM)
    before, after = dict(_places(old.root)), dict(_places(new.root))
    for key, place in after.items():
        if key not in before:
            yield f"{_name(place.node)} is new: {_effect(place, is_added=True)}."
            continue
        yield from _moves(before[key], place)
        yield from _changed_fields(_name(place.node), before[key].node, place.node, REQUIREMENT)
    for key, place in before.items():
        if key not in after:
            yield f"{_name(place.node)} is removed: {_effect(place, is_added=False)}."


def _places(node: Any, group: Group | None = None, position: int = 0) -> Iterator[tuple[str, _Place]]:
    yield node.key, _Place(node, group, position)
    if isinstance(node, Group):
        for index, child in enumerate(node.children):
            yield from _places(child, node, index)


def _name(node: Any) -> str:
    return f"{node.title} ({node.key})" if node.title not in ("", node.key) else str(node.key)


def _effect(place: _Place, *, is_added: bool) -> str:
    group = place.group
    if group is None:
        return "it is the whole tree"
    if group.at_least is not None:
        return f"{'one more' if is_added else 'one fewer'} to choose from in {_name(group)}"
    return f"one {'more' if is_added else 'fewer'} to earn in {_name(group)}"


def _moves(before: _Place, after: _Place) -> Iterator[str]:
    if before.group is None or after.group is None:
        return
    name = _name(after.node)
    if before.group.key != after.group.key:
        yield f"{name} moves from {_name(before.group)} to {_name(after.group)}: {_effect(after, is_added=True)}."
    elif after.group.in_order and _preceding(before) != _preceding(after):
        yield f"{name} stands elsewhere in the order of {_name(after.group)}: it counts after other courses."


def _preceding(place: _Place) -> str:
    return place.group.children[place.position - 1].key if place.group and place.position else ""


def _changed_fields(name: str, old: Any, new: Any, words: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    if type(old) is not type(new):
        yield f"{name} is {_kind(new)}, no longer {_kind(old)}: other things have to be earned."
        return
    for each in fields(new):
        before, after = getattr(old, each.name), getattr(new, each.name)
        if each.name in words and before != after:
            label, meaning = words[each.name]
            absent = _ABSENT.get(each.name, "none")
            shown = f"{_shown(before, absent)} → {_shown(after, absent)}"
            yield f"{name}: {label}: {shown}: {_direction(before, after)}{meaning}."


def _kind(node: Any) -> str:
    return {"all_of": "a group of which all are needed", "at_least": "a choice"}.get(node.kind, f"a {node.kind}")


def _direction(before: Any, after: Any) -> str:
    if not isinstance(before, Decimal) or not isinstance(after, Decimal):
        return ""
    return "raised, " if after > before else "lowered, "


def _shown(value: Any, absent: str = "none") -> str:
    if value is None or value in ("", ()):
        return absent
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, tuple):
        return ", ".join(" ".join(map(_shown, each)) if isinstance(each, tuple) else _shown(each) for each in value)
    if hasattr(value, "__dataclass_fields__"):
        parts = ((each.name, getattr(value, each.name)) for each in fields(value))
        return " ".join(f"{name} {_shown(part)}" for name, part in parts if part not in (None, "", ()))
    return str(value)
