"""Find the binding version by the rule book's text, and the day on which a standing is due.

A program's versions are a list that is sorted by ``"from"``. This value is the day on which a version takes effect. The
``"rule"`` of the last version is the grandfathering rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tests.oracle.attempts import Row, Rules
from tests.oracle.lapses import lapse_days
from tests.oracle.releases import is_run_of, with_releases
from tests.oracle.standings import Answer, standing_of
from tests.oracle.trees import leaves_of


def bound_standing(
    versions: list[Rules], rows: list[Row], decisions: list[dict[str, Any]], now: int
) -> tuple[int, Answer, int | None]:
    """Return the binding version's index, the standing under this version, and the next day of a possible change."""
    rule = versions[-1]["rule"]
    rows = [row | {"unseen": not _is_of_any(row, versions)} for row in rows]
    days = [row["enrolled"] for row in rows if row["mode"] is not None and not row["unseen"]]
    is_pinned = rule == "pinned" and bool(days)
    begun = [index for index in range(len(versions)) if versions[index]["from"] <= (min(days) if is_pinned else now)]
    eligible = (begun or [0]) if rule == "most_favourable" else [begun[-1] if begun else 0]
    answers = {index: standing_of(versions[index] | {"versions": versions}, rows, decisions, now) for index in eligible}
    best = eligible[0]
    for index in eligible[1:]:
        if _favour_key(answers[index]) >= _favour_key(answers[best]):
            best = index
    own = [row for row in rows if _is_of_any(row, versions)]
    changes = [
        day for index in eligible for day in _changes(versions[index] | {"versions": versions}, decisions, rows, now)
    ]
    changes += _releases(versions, own)
    if not is_pinned:
        changes += [version["from"] for version in versions]
    return best, answers[best], _next_of(changes, now)


def due_day(program: Rules, rows: list[Row], decisions: list[dict[str, Any]], now: int) -> int | None:
    """Return the next day on which a standing may change without an event."""
    return _next_of([*_releases([program], rows), *_changes(program, decisions, rows, now)], now)


def letter_of(program: Rules, composite: int | None) -> str:
    """Return the letter for a composite in ten-thousandths."""
    reached = [
        letter for letter, least in program["letters"] if composite is not None and composite >= _weighted_total(least)
    ]
    return reached[0] if reached else ""


def _next_of(days: list[int | None], now: int) -> int | None:
    return min((day for day in days if day is not None and day > now), default=None)


def _releases(versions: list[Rules], rows: list[Row]) -> list[int | None]:
    return [row["release"] for row in with_releases(versions, rows)]


def _changes(program: Rules, decisions: list[dict[str, Any]], rows: list[Row], now: int) -> Iterator[int | None]:
    """Yield the days on which overrides begin or end or results lapse, and in nested programs the days of releases."""
    if not standing_of(program, rows, decisions, now).satisfied:
        holding = [each for each in decisions if each["from"] <= now and (each["until"] is None or now < each["until"])]
        yield from lapse_days(program, with_releases(program.get("versions", [program]), rows), holding, now)
    for decision in decisions:
        yield decision["from"]
        if decision["until"] is not None:
            yield decision["until"]
    for leaf in leaves_of(program["tree"]):
        if "program" in leaf:
            yield from _releases([leaf["inner"]], rows)
            yield from _changes(leaf["inner"], leaf["overrides"], rows, now)


def _favour_key(answer: Answer) -> tuple[bool, int, int]:
    """Return the values by which versions are compared.

    The values are whether the program is earned, the number of earned requirements, and the composite grade.
    """
    composite = -1 if answer.composite is None else answer.composite
    return (answer.state in ("earned", "awarded"), answer.earned_requirements, composite)


def _is_of_any(row: Row, versions: list[Rules]) -> bool:
    """Tell whether the run belongs to a course or final exam of any version, or is excepted from it.

    Courses of nested programs do not matter.
    """
    courses = [leaf for version in versions for leaf in leaves_of(version["tree"]) if "course" in leaf]
    parts = courses + [course["final"] for course in courses if course["final"]]
    return any(row["run"] in part["except"] or is_run_of(part, row) for part in parts)


def _weighted_total(ratio: str) -> Fraction:
    return Fraction(ratio) * 10_000
