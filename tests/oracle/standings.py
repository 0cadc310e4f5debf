"""Compute a learner's standing in a program by the rule book's text.

The module tries every placement and every subset.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from typing import Any, NamedTuple

from tests.oracle.attempts import JudgedAttempt, Row, Rules, half_up, judge_attempts, start_order

#: The two values for an unknown day. The first value is before all other days, and the second value is after all other
#: days.
LONG_AGO, FAR_OFF = -(10**9), 10**9
#: The states of a course with an obstacle, and the obstacles for each state, in the order of the rule book.
STATES = [
    ("embargoed", {"embargoed"}),
    ("invalidated", {"certificate_invalidated"}),
    ("audit", {"mode_not_for_credit"}),
    ("out_of_order", {"out_of_order"}),
    ("below_program_bar", {"below_program_bar"}),
    ("outside_dates", {"before_program", "after_program"}),
    ("exam_rejected", {"exam_rejected"}),
    ("exam_errored", {"exam_errored"}),
    ("exam_under_review", {"exam_under_review"}),
    ("final_below_bar", {"final_below_bar"}),
    ("in_progress", {"invalid_grade", "no_grade", "below_bar"}),
    ("final_to_take", {"final_missing"}),
    ("exam_to_take", {"exam_missing"}),
]


class Answer(NamedTuple):
    """A standing in plain form. Grades are in ten-thousandths.

    ``states`` and ``runs`` map the keys of the program's leaves to the leaves' states and used runs.
    """

    state: str
    satisfied: bool
    earned_requirements: int
    total_requirements: int
    composite: int | None
    is_candidate: bool
    capstone: int | None
    graded_runs: int
    completed: int | None
    units: dict[str, int]
    states: dict[str, str]
    runs: dict[str, str]


class Part(NamedTuple):
    """The contribution of one earned leaf to the composite grade and the ranking."""

    weight: Fraction
    grade: Fraction | None
    runs: int
    day: int | None
    is_capstone: bool


class TreeVerdict(NamedTuple):
    """The result for a node of the tree.

    ``day`` is the day on which the learner first earned the node. ``last`` is the latest day of the node's counting
    parts.
    """

    earned: bool
    count: int
    parts: list[Part]
    day: int = LONG_AGO
    last: int = FAR_OFF


class Leaf(NamedTuple):
    found: TreeVerdict
    state: str
    run: str


class Sheet(NamedTuple):
    """The inputs of an evaluation, except the tree. ``leaves`` collects the verdicts of the leaves."""

    program: Rules
    rows: list[Row]
    waivers: dict[str, dict[str, Any]]
    now: int
    elsewhere: frozenset[str]
    leaves: dict[str, Leaf]


def standing_of(program: Rules, rows: list[Row], decisions: list[dict[str, Any]], now: int) -> Answer:
    """Return the standing of a learner. The order of the attempts does not matter."""
    holding = [each for each in decisions if each["from"] <= now and (each["until"] is None or now < each["until"])]
    waivers: dict[str, dict[str, Any]] = {}
    for each in sorted((each for each in holding if each["kind"] == "waive"), key=lambda each: each["from"]):
        waivers[each["key"]] = each
    best = None
    for elsewhere in _placements(program, rows, now):
        sheet = Sheet(program, rows, waivers, now, elsewhere, {})
        found = _judge(program["tree"], sheet, None)
        mean = _mean(found.parts)
        rank = (found.earned, found.count, -1 if mean is None else mean)
        if best is None or rank > best[0]:
            best = (rank, found, sheet)
    assert best is not None
    return _answer(program, best[1], best[2], {each["kind"] for each in holding})


def leaves_of(tree: Rules) -> list[Rules]:
    """Return the courses and nested programs of a tree, in the order of the tree."""
    children = tree.get("all_of", tree.get("of"))
    return [tree] if children is None else [leaf for child in children for leaf in leaves_of(child)]


def _placements(program: Rules, rows: list[Row], now: int) -> list[frozenset[str]]:
    """Return a set of requirement keys for each assignment of the shared courses to groups.

    The requirements in the set do not count.
    """
    if program["shared"] == "each":
        return [frozenset()]
    courses = [leaf for leaf in leaves_of(program["tree"]) if "course" in leaf]
    choices = []
    for name in dict.fromkeys(course["course"] for course in courses):
        places = [course for course in courses if course["course"] == name]
        counting = [
            place["key"] for place in places if any(not a.obstacles for a in judge_attempts(program, place, rows, now))
        ]
        if len(counting) > 1:
            choices.append([frozenset(counting) - {chosen} for chosen in counting])
    return [frozenset().union(*given_up) for given_up in product(*choices)]


def _judge(tree: Rules, sheet: Sheet, before: TreeVerdict | None) -> TreeVerdict:
    """Judge a node. ``before`` is the result of the requirement that must be earned first."""
    if "course" in tree:
        leaf = _judge_course(tree, sheet, before)
        sheet.leaves[tree["key"]] = leaf
        return _drop_days_if_waived(leaf.found, tree, sheet)
    found = _judge_nested(tree, sheet) if "program" in tree else _judge_group(tree, sheet)
    if before is not None and found.earned and not _is_after(found.last, before):
        short = TreeVerdict(False, 0, [])
        found = short if "program" in tree else found._replace(earned=False, count=min(found.count, _total(tree) - 1))
    if tree["key"] in sheet.waivers and (not found.earned or _is_waiver_better(tree, sheet, found)):
        found = _waived(tree, sheet, found)
    if "program" in tree:
        sheet.leaves[tree["key"]] = Leaf(found, "earned" if found.earned else "open", "")
    return _drop_days_if_waived(found, tree, sheet)


def _is_waiver_better(tree: Rules, sheet: Sheet, found: TreeVerdict) -> bool:
    """Tell whether the waiver has a better grade than the waived course or nested program."""
    given = sheet.waivers[tree["key"]]["ratio"] if "course" in tree or "program" in tree else None
    return given is not None and all(part.grade is None or part.grade < Fraction(given) for part in found.parts)


def _drop_days_if_waived(found: TreeVerdict, tree: Rules, sheet: Sheet) -> TreeVerdict:
    return found._replace(day=LONG_AGO, last=FAR_OFF) if tree["key"] in sheet.waivers else found


def _judge_group(tree: Rules, sheet: Sheet) -> TreeVerdict:
    if "all_of" in tree:
        children: list[TreeVerdict] = []
        for child in tree["all_of"]:
            children.append(_judge(child, sheet, children[-1] if tree["in_order"] and children else None))
        earned = all(child.earned for child in children)
        parts = [part for child in children for part in child.parts]
        days = max(c.day for c in children), max(c.last for c in children)
        return TreeVerdict(earned, sum(c.count for c in children), parts, *days)
    n = tree["at_least"]
    whole = [child for child in (_judge(each, sheet, None) for each in tree["of"]) if child.earned]
    entering = whole.copy()
    while len(entering) > n and not tree["all_enter"]:
        # Leave out the child with the lowest grade. On a tie, leave out the last child.
        grades = [-1 if (mean := _mean(child.parts)) is None else mean for child in entering]
        del entering[max(index for index, grade in enumerate(grades) if grade == min(grades))]
    days = [max(child.day for child in some) for some in combinations(whole, n)]
    parts = [part for child in entering for part in child.parts]
    last = max((child.last for child in whole), default=FAR_OFF)
    return TreeVerdict(len(whole) >= n, min(n, len(whole)), parts, min(days, default=LONG_AGO), last)


def _waived(tree: Rules, sheet: Sheet, found: TreeVerdict) -> TreeVerdict:
    if "program" not in tree:
        return TreeVerdict(True, _total(tree), found.parts)
    waiver = sheet.waivers[tree["key"]]
    ratio = None if waiver["ratio"] is None else Fraction(waiver["ratio"])
    return TreeVerdict(True, 1, [Part(Fraction(tree["weight"]), ratio, 0, None, False)])


def _judge_nested(tree: Rules, sheet: Sheet) -> TreeVerdict:
    inner = standing_of(tree["inner"], sheet.rows, tree["overrides"], sheet.now)
    if inner.state not in ("earned", "awarded"):
        return TreeVerdict(False, 0, [])
    grade = None if inner.composite is None else Fraction(inner.composite, 10_000)
    part = Part(Fraction(tree["weight"]), grade, inner.graded_runs, inner.completed, False)
    if inner.completed is None:
        return TreeVerdict(True, 1, [part])
    return TreeVerdict(True, 1, [part], inner.completed, inner.completed)


def _judge_course(course: Rules, sheet: Sheet, before: TreeVerdict | None) -> Leaf:
    judged = judge_attempts(sheet.program, course, sheet.rows, sheet.now)
    counting = [one for one in judged if not one.obstacles and course["key"] not in sheet.elsewhere]
    if before is not None:
        late = [one for one in counting if not _is_after(FAR_OFF if one.day is None else one.day, before)]
        counting = [one for one in counting if one not in late]
        judged = [one._replace(obstacles=["out_of_order"]) if one in late else one for one in judged]
    weight, runs = Fraction(course["weight"]), sum(one.grade is not None for one in judged)
    if counting:
        used = max(counting, key=lambda one: one.grade)
        part = Part(weight, used.grade, runs, used.day, course["exam"])
        first = min(LONG_AGO if one.day is None else one.day for one in counting)
        last = max(FAR_OFF if one.day is None else one.day for one in counting)
        earned = TreeVerdict(True, 1, [part], first, last)
        if course["key"] not in sheet.waivers or not _is_waiver_better(course, sheet, earned):
            return Leaf(earned, "earned", used.row["run"])
    if course["key"] in sheet.waivers:
        waiver = sheet.waivers[course["key"]]
        ratio = None if waiver["ratio"] is None else Fraction(waiver["ratio"])
        part = Part(weight, ratio, runs, None, course["exam"])
        return Leaf(TreeVerdict(True, 1, [part]), "waived", "")
    nothing = TreeVerdict(False, 0, [])
    if course["key"] in sheet.elsewhere:
        return Leaf(nothing, "counts_elsewhere", "")
    return Leaf(nothing, _state(judged), "")


def _state(judged: list[JudgedAttempt]) -> str:
    """Return the state of a course without a counting attempt. The course's best attempt decides the state."""
    if not judged:
        return "not_enrolled"
    latest_first = sorted(judged, key=lambda one: start_order(one.row), reverse=True)
    speaks = min(latest_first, key=lambda one: (_is_left(one.row), len(one.obstacles), -(one.grade or 0)))
    if _is_left(speaks.row):
        return "invalidated" if "certificate_invalidated" in speaks.obstacles else "not_enrolled"
    return next(state for state, obstacles in STATES if obstacles & set(speaks.obstacles))


def _is_left(row: Row) -> bool:
    return row["mode"] is None or not row["active"]


def _is_after(day: int, before: TreeVerdict) -> bool:
    return before.earned and before.day <= day


def _total(tree: Rules) -> int:
    if "at_least" in tree:
        return tree["at_least"]
    return sum(map(_total, tree["all_of"])) if "all_of" in tree else 1


def _mean(parts: list[Part]) -> Fraction | None:
    graded = [part for part in parts if part.grade is not None]
    if not graded:
        return None
    return half_up(sum(part.weight * part.grade for part in graded) / sum(part.weight for part in graded))


def _answer(program: Rules, found: TreeVerdict, sheet: Sheet, kinds: set[str]) -> Answer:
    state = "earned" if found.earned else "open"
    for kind, word in (("award", "awarded"), ("hold", "held"), ("revoke", "revoked")):
        state = word if kind in kinds else state
    composite = _mean(found.parts)
    reaches = None not in (program["bar"], composite) and composite >= Fraction(program["bar"] or 0)
    allowed = ("earned", "awarded") if program["bar_needs_credential"] else ("earned", "awarded", "open")
    courses = [leaf for leaf in leaves_of(program["tree"]) if "course" in leaf]
    own = {leaf["key"]: sheet.leaves[leaf["key"]] for leaf in courses}
    covered = {
        (course["course"], unit) for course in courses if own[course["key"]].found.earned for unit in course["units"]
    }
    capstones = [part.grade for part in found.parts if part.is_capstone and part.grade is not None]
    earned_keys = {key for key, leaf in sheet.leaves.items() if leaf.found.earned}
    return Answer(
        state=state,
        satisfied=found.earned,
        earned_requirements=found.count,
        total_requirements=_total(program["tree"]),
        composite=None if composite is None else int(composite * 10_000),
        is_candidate=bool(reaches and state in allowed),
        capstone=int(max(capstones) * 10_000) if capstones else None,
        graded_runs=sum(part.runs for part in found.parts),
        completed=max((part.day for part in found.parts if part.day is not None), default=None),
        units={unit: sum(name == unit for _, name in covered) for unit in program["units"]},
        states={
            course["key"]: "locked"
            if own[course["key"]].state == "not_enrolled" and set(course["after"]) - earned_keys
            else own[course["key"]].state
            for course in courses
        },
        runs={key: leaf.run for key, leaf in own.items() if leaf.run},
    )
