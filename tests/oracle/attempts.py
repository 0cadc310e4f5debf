"""Judge an attempt at a course by the rule book's text: find the attempt's grade and the obstacles against it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

Rules = dict[str, Any]
Row = dict[str, Any]


class JudgedAttempt(NamedTuple):
    """An attempt at a course. ``day`` is the day on which the attempt reached the passing grade."""

    row: Row
    grade: Fraction | None
    obstacles: list[str]
    day: int | None


def half_up(exact: Fraction) -> Fraction:
    """Round half up to a ten-thousandth."""
    return Fraction((exact * 10_000 + Fraction(1, 2)) // 1, 10_000)


def grade_of(row: Row) -> Fraction | None:
    """Return the grade.

    A value from 1 to 2 gives 1. A value below 0, a value above 2 or a value that is not a number gives None.
    """
    written = row["percent"]
    if written is None or not 0 <= written <= 2:
        return None
    return min(half_up(Fraction(repr(written))), Fraction(1))


def is_invalid(row: Row) -> bool:
    return row["percent"] is not None and grade_of(row) is None


def has_no_grade(row: Row) -> list[str]:
    """Return the obstacle ``invalid_grade`` or ``no_grade`` in a list, or an empty list for a valid grade."""
    if grade_of(row) is not None:
        return []
    return ["invalid_grade" if is_invalid(row) else "no_grade"]


def start_order(row: Row) -> tuple[bool, int, str]:
    """Return the sort key of an attempt. Attempts are sorted by start and then by key, and unknown starts come last."""
    return (row["start"] is None, row["start"] or 0, row["run"])


def judge_attempts(program: Rules, course: Rules, rows: list[Row], now: int) -> list[JudgedAttempt]:
    """Judge every attempt in a run of the course, in the order of run starts.

    A run that the course leaves out is among them if no other place of the program has the run. A row that is
    ``unseen`` is in a run that no version of the program mentions.
    """
    judged = []
    for row in sorted(rows, key=start_order):
        if _belongs(row, course):
            judged.append(_judge(program, course, row, rows, now))
        elif not row.get("unseen") and not any(_belongs(row, place) for place in _places(program["tree"])):
            if row["run"] in course["except"]:
                judged.append(JudgedAttempt(row, None, ["run_excepted"], None))
            elif row["course"] in (course["course"], *course["aliases"]):
                judged.append(JudgedAttempt(row, None, ["run_not_listed"], None))
    return judged


def is_of_other_run(judged: JudgedAttempt) -> bool:
    return judged.obstacles in (["run_excepted"], ["run_not_listed"])


def _places(tree: Rules) -> list[Rules]:
    """Return the courses and final exams of a tree."""
    if "course" in tree:
        return [tree, tree["final"]] if tree["final"] else [tree]
    return [place for child in tree.get("all_of", tree.get("of", [])) for place in _places(child)]


def _belongs(row: Row, course: Rules) -> bool:
    if row["run"] in course["except"]:
        return False
    if course["runs"]:
        return row["run"] in course["runs"]
    return row["course"] in (course["course"], *course["aliases"])


def _judge(program: Rules, course: Rules, row: Row, rows: list[Row], now: int) -> JudgedAttempt:
    grade, missing = grade_of(row), has_no_grade(row)
    releases = [row["release"]]
    if course["final"]:
        grade, missing, release = _combine_with_final(program, course, row, rows, now)
        releases.append(release)
    shown = grade_of(row) if grade is None else grade
    obstacles = _mode(modes_of(program, course), row) + missing
    if grade is not None and grade < Fraction(course["bar"]):
        obstacles.append("below_program_bar" if row["passed"] else "below_bar")
    if course["proctored"]:
        obstacles += _exams(row)
    obstacles += _invalidated(row) + _dates(program, row)
    if shown is not None and any(day is not None and now < day for day in releases):
        obstacles.append("embargoed")
    return JudgedAttempt(row, shown, obstacles, row["reached"])


def _combine_with_final(
    program: Rules, course: Rules, row: Row, rows: list[Row], now: int
) -> tuple[Fraction | None, list[str], int | None]:
    """Return the weighted sum of coursework and final exam, or the obstacles against this sum.

    The last value is the day on which the results of a final exam are published that are held back, or None.
    """
    final = course["final"]
    lacks = has_no_grade(row)
    session = row["run"].split("+")[-1]
    taken = [
        other
        for other in sorted(rows, key=start_order)
        if _belongs(other, final)
        and other["mode"] is not None
        and (final["carries"] or other["run"].split("+")[-1] == session)
    ]
    options = [other for other in taken if grade_of(other) is not None]
    if not options and any(is_invalid(other) for other in taken):
        return None, [*lacks, "invalid_grade"], None
    if not options:
        return None, [*lacks, "final_missing"], None
    held = [other for other in options if other["release"] is not None and now < other["release"]]
    options = [other for other in options if other not in held]
    if held and all(_obstacles_of_final(program, course, option) for option in options):
        return None, lacks, held[-1]["release"]
    chosen, obstacles = None, None
    for option in options:
        met = _obstacles_of_final(program, course, option)
        if chosen is None or (len(met), -grade_of(option)) < (len(obstacles), -grade_of(chosen)):
            chosen, obstacles = option, met
    if lacks or obstacles:
        return None, lacks + obstacles, None
    begun = [split for split in final["splits"] if row["start"] is None or (split[0] or 0) <= row["start"]]
    _, coursework, examination = begun[-1] if begun else final["splits"][0]
    return half_up(grade_of(row) * Fraction(coursework) + grade_of(chosen) * Fraction(examination)), [], None


def _obstacles_of_final(program: Rules, course: Rules, row: Row) -> list[str]:
    final = course["final"]
    below = final["bar"] is not None and grade_of(row) < Fraction(final["bar"])
    return (
        _mode(final["modes"] or course["modes"] or program["modes"], row)
        + (["final_below_bar"] if below else [])
        + (_exams(row) if final["proctored"] else [])
        + _invalidated(row)
        + _dates(program, row)
    )


def modes_of(program: Rules, course: Rules) -> list[str]:
    """Return the credit modes of a course, or of the coursework of a course with a final exam."""
    work_modes = course["final"]["work_modes"] if course["final"] else []
    return work_modes or course["modes"] or program["modes"]


def _mode(modes: list[str], row: Row) -> list[str]:
    if row["mode"] is None:
        return ["not_enrolled"]
    held = [row["mode"]]
    if row["reached"] is not None:
        held += [mode for day, mode in row["history"] if day <= row["reached"]][-1:]
    wanted = {*modes, "credit"} if "verified" in modes else set(modes)
    if wanted & set(held):
        return []
    return ["mode_not_for_credit" if row["mode"] == "audit" else "other_track"]


def is_try(program: Rules, course: Rules, judged: JudgedAttempt) -> bool:
    """Tell whether a run was tried for credit. A technical fault or a reset undoes the try of a proctored exam."""
    row = judged.row
    if is_of_other_run(judged) or _mode(modes_of(program, course), row):
        return False
    if {"submitted", "verified", "rejected"} & set(row["exams"]):
        return True
    return bool(grade_of(row)) and not (course["proctored"] and row["exams"])


def _exams(row: Row) -> list[str]:
    if not row["exams"]:
        return ["exam_missing"]
    words = {
        "submitted": "exam_under_review",
        "rejected": "exam_rejected",
        "errored": "exam_errored",
        "reset": "exam_missing",
    }
    return list(dict.fromkeys(words[status] for status in row["exams"] if status != "verified"))


def _invalidated(row: Row) -> list[str]:
    return ["certificate_invalidated"] if row["invalidated"] else []


def _dates(program: Rules, row: Row) -> list[str]:
    early = None not in (program["starts"], row["start"]) and row["start"] < program["starts"]
    late = None not in (program["ends"], row["reached"]) and row["reached"] > program["ends"]
    return ["before_program"] * early + ["after_program"] * late
