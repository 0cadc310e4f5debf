"""Judge an attempt at a course by the rule book's text: find the attempt's grade and the obstacles against it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

Rules = dict[str, Any]
Row = dict[str, Any]


class JudgedAttempt(NamedTuple):
    """An attempt at a course. ``day`` is the day on which the attempt reached the passing grade.

    ``is_proctored`` tells whether the run must have a verified exam.
    """

    row: Row
    grade: Fraction | None
    obstacles: list[str]
    day: int | None
    is_proctored: bool = False


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
    """Return the obstacle of a missing grade in a list, or an empty list for a valid grade."""
    if grade_of(row) is not None:
        return []
    if is_invalid(row):
        return ["invalid_grade"]
    return ["certificate_without_grade" if row["certificate"] == "downloadable" else "no_grade"]


def start_order(row: Row) -> tuple[bool, int, str]:
    """Return the sort key of an attempt. Attempts are sorted by start and then by key, and unknown starts come last."""
    return (row["start"] is None, row["start"] or 0, row["run"])


def limit_order(row: Row) -> tuple:
    """Return the sort key of a try for the limit of tries. Unknown starts come first."""
    return (row["start"] is not None, row["start"] or 0, row["run"])


def judge_attempts(program: Rules, course: Rules, rows: list[Row], now: int, holding: list[Row]) -> list[JudgedAttempt]:
    """Judge every attempt in a run of the course, in the order of run starts.

    A run that the course leaves out is among them if no other place of the program has the run. A row that is
    ``unseen`` is in a run that no version of the program mentions. ``holding`` has the overrides in force.
    """
    rows = _decide(program, course, rows, holding)
    judged, limited = [], []
    for row in sorted(rows, key=start_order):
        if _belongs(row, course):
            found = _judge(program, course, row, rows, now)
            limited.append(found)
            judged.append(found)
        elif not row.get("unseen") and not any(_belongs(row, place) for place in _places(program["tree"])):
            if row["run"] in course["except"]:
                judged.append(JudgedAttempt(row, None, ["run_excepted"], None))
            elif row["course"] in (course["course"], *course["aliases"]):
                judged.append(JudgedAttempt(row, None, ["run_not_listed"], None))
    most, used = _most_tries(course, course, holding), 0
    for found in sorted(limited, key=lambda each: limit_order(each.row)):
        beyond = most is not None and used >= most
        used += is_try(program, course, found)
        if beyond:
            found.obstacles.append("no_attempts_left")
    return judged


def is_of_other_run(judged: JudgedAttempt) -> bool:
    return judged.obstacles in (["run_excepted"], ["run_not_listed"])


def _places(tree: Rules) -> list[Rules]:
    """Return the courses and final exams of a tree."""
    if "course" in tree:
        return [tree, tree["final"]] if tree["final"] else [tree]
    return [place for child in tree.get("all_of", tree.get("of", [])) for place in _places(child)]


def _decide(program: Rules, course: Rules, rows: list[Row], holding: list[Row]) -> list[Row]:
    """Return the rows with ``aside``, with ``beyond`` (a final exam's limit) and with the exams after make-ups."""
    aside = {each["run"] for each in holding if each["kind"] == "discount"}
    taken = {
        f"{row['run']}#{n}": word for row in rows if row["run"] not in aside for n, word in enumerate(row["exams"])
    }
    pairs = [(each["exam"], each["for"]) for each in holding if each["kind"] == "make_up"] + course["make_ups"]
    cleared = {original for make_up, original in pairs if taken.get(make_up) == "verified"}
    decided = [
        {
            **row,
            "aside": row["run"] in aside,
            "exams": [
                "verified" if word == "errored" and f"{row['run']}#{n}" in cleared else word
                for n, word in enumerate(row["exams"])
            ],
        }
        for row in rows
    ]
    beyond = _finals_beyond(program, course, decided, holding) if course["final"] else set()
    return [{**row, "beyond": row["run"] in beyond} for row in decided]


def _most_tries(course: Rules, part: Rules, holding: list[Row]) -> int | None:
    """Return the number of tries that count for a course, or for the ``part`` that is its final exam."""
    if part["attempts"] is None:
        return None
    grants = [each["count"] for each in holding if each["kind"] == "grant" and each["key"] == course["key"]]
    return part["attempts"] + sum(grants)


def _finals_beyond(program: Rules, course: Rules, rows: list[Row], holding: list[Row]) -> set[str]:
    """Return the runs of the final exam that come after the last try that counts."""
    final, most = course["final"], _most_tries(course, course["final"], holding)
    mine = sorted((row for row in rows if _belongs(row, final)), key=limit_order)
    tried = [_is_tried(_final_modes(program, course), final["proctored"], row) for row in mine]
    return {row["run"] for n, row in enumerate(mine) if most is not None and sum(tried[:n]) >= most}


def _belongs(row: Row, course: Rules) -> bool:
    if row["run"] in course["except"]:
        return False
    if course["runs"]:
        return row["run"] in course["runs"]
    return row["course"] in (course["course"], *course["aliases"])


def _judge(program: Rules, course: Rules, row: Row, rows: list[Row], now: int) -> JudgedAttempt:
    grade, missing = grade_of(row), has_no_grade(row)
    releases = [row["release"]]
    below_own_bar: list[str] = []
    is_proctored = course["proctored"]
    if course["final"]:
        combined = _combine_with_final(program, course, row, rows, now)
        grade, missing = combined.grade, combined.missing
        releases.append(combined.release)
        below_own_bar = _below_own_bar(course, row, combined)
        is_proctored = is_proctored or (combined.is_exam_inside and course["final"]["proctored"])
    shown = grade_of(row) if grade is None else grade
    obstacles = _mode(modes_of(program, course), row) + missing
    if grade is not None and grade < Fraction(course["bar"]):
        obstacles.append("below_program_bar" if row["passed"] else "below_bar")
    obstacles += below_own_bar
    if is_proctored:
        obstacles += _exams(row)
    obstacles += _invalidated(row) + _dates(program, row) + _discounted(row)
    if course["certificate"] and row["certificate"] != "downloadable" and not row["invalidated"]:
        obstacles.append("certificate_missing")
    if shown is not None and any(day is not None and now < day for day in releases):
        obstacles.append("embargoed")
    return JudgedAttempt(row, shown, obstacles, row["reached"] if row["known"] else None, is_proctored)


class Combined(NamedTuple):
    """What coursework and final exam give together.

    ``release`` is the day on which the held results of a final exam are published, or None.
    """

    grade: Fraction | None
    missing: list[str]
    release: int | None = None
    is_exam_inside: bool = False
    coursework_share: Fraction = Fraction(1)


def _combine_with_final(program: Rules, course: Rules, row: Row, rows: list[Row], now: int) -> Combined:
    """Return the best weighted sum of coursework and final exam, or the obstacles against such a sum."""
    final = course["final"]
    lacks = has_no_grade(row)
    session = row["run"].split("+")[-1]
    possible = [other for other in sorted(rows, key=start_order) if _belongs(other, final)]
    taken = [
        other
        for other in [other for other in possible if not other["aside"]] or possible
        if other["mode"] is not None and (final["carries"] or other["run"].split("+")[-1] == session)
    ]
    graded = [other for other in taken if grade_of(other) is not None]
    held = [other for other in graded if other["release"] is not None and now < other["release"]]
    options = [other for other in graded if other not in held]
    _, own_share, exam_share, _ = _split_of(final, row, None)
    found = []
    if not exam_share:
        found.append(Combined(grade_of(row), lacks, None, True))
    for option in options:
        if not _obstacles_of_final(program, course, option):
            found += _sums(final, row, option)
    if found:
        return max(found, key=lambda one: (_is_enough(course, row, one), one.grade is not None, one.grade or 0))
    if held:
        return Combined(None, lacks, held[-1]["release"], False, own_share)
    if options:
        best_first = sorted(options, key=grade_of, reverse=True)
        met = min((_obstacles_of_final(program, course, option) for option in best_first), key=len)
        return Combined(None, lacks + met, None, False, own_share)
    odd = [word for other in taken for word in has_no_grade(other) if word != "no_grade"]
    return Combined(None, [*lacks, *(odd[:1] or ["final_missing"])], None, False, own_share)


def _split_of(final: Rules, row: Row, option: Row | None) -> tuple[int, Fraction, Fraction, str]:
    """Return the last split whose day has come.

    The coursework's run decides about a split that gives the exam no weight.
    """
    chosen = None
    for number, (since, coursework, examination, by) in enumerate(final["splits"]):
        is_by_exam = by == "final" and Fraction(examination) > 0
        if is_by_exam and option is None:
            continue
        start = option["start"] if is_by_exam else row["start"]
        if since is None or start is None or since <= start:
            chosen = (number, Fraction(coursework), Fraction(examination), by)
    if chosen is None:
        _, coursework, examination, by = final["splits"][0]
        chosen = (0, Fraction(coursework), Fraction(examination), by)
    return chosen


def _sums(final: Rules, row: Row, option: Row) -> list[Combined]:
    _, coursework, examination, _ = _split_of(final, row, option)
    if not examination:
        return []
    if coursework and grade_of(row) is None:
        return [Combined(None, has_no_grade(row), None, False, coursework)]
    total = coursework * (grade_of(row) or 0) + examination * grade_of(option)
    return [Combined(half_up(total), [], None, False, coursework)]


def _is_enough(course: Rules, row: Row, one: Combined) -> bool:
    if one.grade is None or one.grade < Fraction(course["bar"]) or _below_own_bar(course, row, one):
        return False
    return not (one.is_exam_inside and course["final"]["proctored"] and _exams(row))


def _below_own_bar(course: Rules, row: Row, one: Combined) -> list[str]:
    bar, grade = course["final"]["work_bar"], grade_of(row)
    is_below = None not in (bar, grade) and one.coursework_share > 0 and grade < Fraction(bar)
    return ["coursework_below_bar"] if is_below else []


def _obstacles_of_final(program: Rules, course: Rules, row: Row) -> list[str]:
    final = course["final"]
    mode = _mode(_final_modes(program, course), row)
    below = final["bar"] is not None and grade_of(row) < Fraction(final["bar"])
    return (
        ["other_track" if word == "mode_not_for_credit" else word for word in mode]
        + (["final_below_bar"] if below else [])
        + (_exams(row) if final["proctored"] else [])
        + _invalidated(row)
        + _dates(program, row)
        + _discounted(row)
        + ["no_attempts_left"] * row["beyond"]
    )


def _discounted(row: Row) -> list[str]:
    return ["set_aside"] * row["aside"]


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
    """Tell whether a run was tried for credit.

    An attempt is no try if a technical fault or a reset ended its proctored exam.
    """
    return not is_of_other_run(judged) and _is_tried(modes_of(program, course), judged.is_proctored, judged.row)


def _final_modes(program: Rules, course: Rules) -> list[str]:
    return course["final"]["modes"] or course["modes"] or program["modes"]


def _is_tried(modes: list[str], proctored: bool, row: Row) -> bool:
    if _mode(modes, row) or row["aside"]:
        return False
    if {"submitted", "verified", "rejected"} & set(row["exams"]):
        return True
    return bool(grade_of(row)) and not (proctored and row["exams"])


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
    last = program["ends"]
    late = row["known"] and None not in (last, row["reached"]) and row["reached"] > last
    late = late and (row["end"] is None or row["end"] > last)
    return ["before_program"] * early + ["after_program"] * late
