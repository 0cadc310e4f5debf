"""Find the day on which a run's results are published, by the rule book's text."""

from __future__ import annotations

from tests.oracle.attempts import Row, Rules
from tests.oracle.trees import leaves_of


def with_releases(versions: list[Rules], rows: list[Row]) -> list[Row]:
    """Return the attempts with the day ``release`` of each run, or None for a run that nothing holds back."""
    return [row | {"release": release_of(versions, row)} for row in rows]


def release_of(versions: list[Rules], row: Row) -> int | None:
    """Return the day of the release. ``versions`` are sorted by ``"from"``."""
    newest = versions[-1]
    if row["run"] in newest["releases"]:
        return newest["releases"][row["run"]]
    if newest["with_certificates"] and row["certified"] is not None:
        return row["certified"]
    embargoes = [_embargo(version, row) for version in versions]
    if row["start"] is None:
        begun = [day for version, day in zip(versions, embargoes, strict=True) if version["from"] <= row["enrolled"]]
        return embargoes[-1] if row["mode"] is None else [embargoes[0], *begun][-1]
    known = [day for day in embargoes if day is not None]
    floors = [-(10**9), *known]
    return next((day for floor, day in zip(floors, known, strict=False) if floor <= row["start"] < day), None)


def _embargo(version: Rules, row: Row) -> int | None:
    courses = [leaf for leaf in leaves_of(version["tree"]) if "course" in leaf]
    parts = [(course, part) for course in courses for part in (course, course["final"]) if part]
    days = [course["embargo"] for course, part in parts if course["embargo"] is not None and is_run_of(part, row)]
    return max(days, default=None)


def is_run_of(part: Rules, row: Row) -> bool:
    """Tell whether a run belongs to a course or a final exam."""
    if row["run"] in part["except"]:
        return False
    return row["run"] in part["runs"] if part["runs"] else row["course"] in (part["course"], *part["aliases"])
