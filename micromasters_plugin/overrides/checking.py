"""Check that a program's definition allows an override.

``pipeline/overriding`` checks the override against the learner's attempts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from micromasters_plugin.data import OverrideDecision, OverrideKind
from micromasters_plugin.domain.days import day_of
from micromasters_plugin.domain.definition import Course, Group, Node, ProgramRules, matches_run
from micromasters_plugin.domain.instants import EXPECTED, is_plausible
from micromasters_plugin.domain.texts import one_line
from micromasters_plugin.exceptions import RefusedOverrideError
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.registry import Version, require_in_use, rules_of_programs, versions_of

#: The fields that each kind of override takes. All kinds also take a reason and an end.
FIELDS: Mapping[OverrideKind, Sequence[str]] = {
    OverrideKind.WAIVE: ("requirement", "ratio", "day"),
    OverrideKind.GRANT: ("requirement", "count"),
    OverrideKind.DISCOUNT: ("course_run",),
    OverrideKind.MAKE_UP: ("exam", "make_up_for"),
    OverrideKind.HOLD: (),
    OverrideKind.AWARD: (),
    OverrideKind.REVOKE: (),
}

#: Staff may grant at most this number of tries at a time. More tries are an error of typing.
MOST_TRIES = 100


def checked_reason(reason: str) -> str:
    """Return the reason as one line.

    Raises:
        RefusedOverrideError: the reason has no visible character.
    """
    cleaned = one_line(reason)
    if not cleaned:
        raise RefusedOverrideError("an override needs a reason")
    return cleaned


def check_override(program: Program, override: OverrideDecision) -> list[Version]:
    """Check that the program allows the override, and return the program's versions.

    Raises:
        RetiredProgramError: the program is retired.
        RefusedOverrideError: a field is missing, unknown or impossible, or the kind does not take the field.
    """
    require_in_use(program)
    checked_reason(override.reason)
    _check_fields(override)
    versions = versions_of(program.id)
    rules = [version.rules for version in sorted(versions, key=lambda version: version.number)]
    _check_times(override, rules[-1].timezone)
    if override.kind in (OverrideKind.WAIVE, OverrideKind.GRANT):
        _check_requirement(program, override, node_of(rules, override.requirement))
    if override.kind is OverrideKind.DISCOUNT:
        _check_run(program, override.course_run, rules)
    if override.kind is OverrideKind.MAKE_UP:
        _check_make_up(override, rules)
    return versions


def node_of(rules: Iterable[ProgramRules], key: str) -> Node | None:
    """Return the requirement or group with the given key, from the last of ``rules`` that has it, or None."""
    found = None
    for each in rules:
        found = _find(each.root, key) or found
    return found


def _find(node: Node, key: str) -> Node | None:
    if node.key == key:
        return node
    below = (_find(child, key) for child in node.children) if isinstance(node, Group) else ()
    return next((found for found in below if found is not None), None)


def _check_fields(override: OverrideDecision) -> None:
    wanted = FIELDS[override.kind]
    for name in ("requirement", "ratio", "day", "count", "course_run", "exam", "make_up_for"):
        if name not in wanted and getattr(override, name) not in ("", None):
            raise RefusedOverrideError(f"an override of the kind {override.kind.value} takes no {name}")
    for name in ("count", "course_run", "exam", "make_up_for"):
        if name in wanted and getattr(override, name) in ("", None):
            raise RefusedOverrideError(f"an override of the kind {override.kind.value} needs {name}")


def _check_times(override: OverrideDecision, zone: str) -> None:
    if not all(is_plausible(instant) for instant in (override.time, override.expires) if instant is not None):
        raise RefusedOverrideError(f"the override has an impossible time: {EXPECTED} is expected")
    if override.expires is not None and override.expires <= override.time:
        raise RefusedOverrideError("the override expires before it begins")
    if override.day is None:
        return
    if not 1900 <= override.day.year <= 8999:
        raise RefusedOverrideError(f"the override has an impossible day: {EXPECTED} is expected")
    if override.day > day_of(override.time, zone):
        raise RefusedOverrideError(f"the requirement cannot be met on {override.day}, which is still to come")


def _check_requirement(program: Program, override: OverrideDecision, node: Node | None) -> None:
    if node is None:
        raise RefusedOverrideError(f"{program.key} has no requirement {override.requirement!r}")
    if override.kind is OverrideKind.GRANT:
        _check_grant(override, node)
        return
    if isinstance(node, Group) and override.ratio is not None:
        raise RefusedOverrideError("a group has no grade of its own, so its waiver takes no ratio")
    if isinstance(node, Group) and override.day is not None:
        raise RefusedOverrideError("a group has no day of its own, so its waiver takes no day")
    if override.ratio is not None and not _is_ratio(override.ratio):
        raise RefusedOverrideError("a ratio is 0-1 with at most 4 places")


def _is_ratio(ratio: Decimal) -> bool:
    return ratio.is_finite() and 0 <= ratio <= 1 and ratio == round(ratio, 4)


def _check_grant(override: OverrideDecision, node: Node) -> None:
    if override.count is None or not 1 <= override.count <= MOST_TRIES:
        raise RefusedOverrideError(f"a grant takes a count from 1 to {MOST_TRIES}, not {override.count}")
    if not isinstance(node, Course) or not limits_tries(node):
        raise RefusedOverrideError(f"{override.requirement} has no limit of attempts, so none can be granted")


def limits_tries(course: Course) -> bool:
    """Tell whether the course or its final exam limits the number of tries."""
    return course.attempts is not None or (course.final is not None and course.final.attempts is not None)


def _check_run(program: Program, run_key: str, rules: Iterable[ProgramRules]) -> None:
    if _has_run(rules, run_key):
        return
    other = next((each[-1].key for each in rules_of_programs().values() if _has_run(each, run_key)), None)
    belongs = "" if other is None else f", which belongs to the program {other}"
    raise RefusedOverrideError(f"{program.key} has no course or final exam with the run {run_key!r}{belongs}")


def _has_run(rules: Iterable[ProgramRules], run_key: str) -> bool:
    parts = (part for each in rules for course in each.courses() for part in (course, course.final))
    return any(part is not None and (run_key in part.except_runs or matches_run(part, run_key)) for part in parts)


def _check_make_up(override: OverrideDecision, rules: Iterable[ProgramRules]) -> None:
    if override.exam == override.make_up_for:
        raise RefusedOverrideError(f"the exam {override.exam!r} cannot make up for itself")
    known = {pair for each in rules for course in each.courses() for pair in course.make_ups}
    check_chain(override, known)


def check_chain(override: OverrideDecision, known: Iterable[tuple[str, str]]) -> None:
    """Check that no exam both makes up for an exam and is made up for.

    Args:
        override: a make-up.
        known: other pairs of a make-up exam and the exam that it makes up for.

    Raises:
        RefusedOverrideError: an exam would do both.
    """
    for make_up, original in known:
        if make_up == override.make_up_for:
            raise RefusedOverrideError(f"the exam {make_up!r} is itself a make-up, so no exam makes up for it")
        if original == override.exam:
            raise RefusedOverrideError(f"another exam makes up for {original!r}, so it makes up for no exam")
