"""Compute a learner's standing in a program by the rule book's text.

The module tries every placement and every subset.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations, product
from typing import Any, NamedTuple

from tests.oracle.attempts import (
    JudgedAttempt,
    Row,
    Rules,
    half_up,
    is_of_other_run,
    is_try,
    start_order,
)
from tests.oracle.lapses import award_days, judge_on_day
from tests.oracle.releases import with_releases
from tests.oracle.trees import leaves_of

#: The two values for an unknown day. The first value is before all other days, and the second value is after all other
#: days.
LONG_AGO, FAR_OFF = -(10**9), 10**9
#: The states of a course with an obstacle, and the obstacles for each state, in the order of the rule book.
STATES = [
    ("embargoed", {"embargoed"}),
    ("invalidated", {"certificate_invalidated"}),
    ("set_aside", {"set_aside"}),
    ("other_run", {"run_excepted", "run_not_listed"}),
    ("audit", {"mode_not_for_credit"}),
    ("other_track", {"other_track"}),
    ("no_attempts_left", {"no_attempts_left"}),
    ("out_of_order", {"out_of_order"}),
    ("below_program_bar", {"below_program_bar"}),
    ("outside_dates", {"before_program", "after_program"}),
    ("lapsed", {"lapsed"}),
    ("outside_dates", {"after_award"}),
    ("exam_rejected", {"exam_rejected"}),
    ("exam_errored", {"exam_errored"}),
    ("exam_under_review", {"exam_under_review"}),
    ("final_below_bar", {"final_below_bar"}),
    ("coursework_below_bar", {"coursework_below_bar"}),
    ("in_progress", {"invalid_grade", "certificate_without_grade", "no_grade", "below_bar"}),
    ("final_to_take", {"final_missing"}),
    ("exam_to_take", {"exam_missing"}),
    ("certificate_awaited", {"certificate_missing"}),
]


class Answer(NamedTuple):
    """A standing in plain form. Grades are in ten-thousandths.

    ``first`` is when the tree was first earned, and ``last`` the latest day of what counts in it.
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
    first: int | None
    last: int | None
    units: dict[str, int]
    states: dict[str, str]
    runs: dict[str, str]


class Part(NamedTuple):
    """What one earned leaf adds to the composite grade and the ranking.

    ``place`` is the position of the leaf among all leaves.
    """

    place: int
    key: str
    weight: Fraction
    grade: Fraction | None
    runs: int
    day: int | None
    is_capstone: bool
    is_waiver: bool = False


#: The parts that may enter the composite together.
Way = tuple[Part, ...]


class TreeVerdict(NamedTuple):
    """The result for a node, with every set of parts that may enter.

    ``day`` is when the node was first earned, and ``last`` is the latest day of the counting parts.
    """

    earned: bool
    count: int
    ways: list[Way]
    day: int = LONG_AGO
    last: int = FAR_OFF
    below: tuple[TreeVerdict, ...] = ()


class Leaf(NamedTuple):
    """The result for a course or nested program. ``tries`` has the counting tries: grade, day and number, from 1."""

    found: TreeVerdict
    state: str
    run: str
    tries: tuple[tuple[Fraction, int | None, int], ...] = ()


class Sheet(NamedTuple):
    """The inputs of an evaluation, except the tree. ``leaves`` collects the verdicts of the leaves."""

    program: Rules
    rows: list[Row]
    holding: list[dict[str, Any]]
    waivers: dict[str, dict[str, Any]]
    now: int
    elsewhere: frozenset[str]
    leaves: dict[str, Leaf]
    places: dict[str, int]
    day: int | None


def standing_of(program: Rules, rows: list[Row], decisions: list[dict[str, Any]], now: int) -> Answer:
    """Return the standing of a learner. The order of the attempts does not matter.

    ``program["versions"]`` has all versions of the program. A program without ``"versions"`` has one version.
    """
    rows = with_releases(program.get("versions", [program]), rows)
    holding = [each for each in decisions if each["from"] <= now and (each["until"] is None or now < each["until"])]
    waivers: dict[str, dict[str, Any]] = {}
    for each in sorted((each for each in holding if each["kind"] == "waive"), key=lambda each: each["from"]):
        waivers[each["key"]] = each
    inner = [
        standing_of(leaf["inner"], rows, leaf["overrides"], now)
        for leaf in leaves_of(program["tree"])
        if "program" in leaf
    ]
    inner_days = [one.first for one in inner if one.state in ("earned", "awarded") and one.first is not None]
    days = award_days(program, rows, holding, inner_days, now)
    answers = [_standing_on(day, program, rows, holding, waivers, now) for day in days]
    earned = [answer for answer in answers if answer.satisfied]
    return max(earned, key=lambda one: -1 if one.composite is None else one.composite) if earned else answers[-1]


def _standing_on(
    day: int | None,
    program: Rules,
    rows: list[Row],
    holding: list[dict[str, Any]],
    waivers: dict[str, dict[str, Any]],
    now: int,
) -> Answer:
    """Return the standing from the results that were valid on ``day``, or from all results if ``day`` is None."""
    places = {leaf["key"]: place for place, leaf in enumerate(leaves_of(program["tree"]))}
    best = None
    for elsewhere in _placements(program, rows, now, holding, day):
        sheet = Sheet(program, rows, holding, waivers, now, elsewhere, {}, places, day)
        found = _judge(program["tree"], sheet, None)
        for way in found.ways:
            rank = (found.earned, found.count, *_rank(way, len(places)))
            if best is None or rank > best[0]:
                best = (rank, found, way, sheet)
    assert best is not None
    return _answer(program, *best[1:], {each["kind"] for each in holding})


def _rank(way: Way, total: int) -> tuple[Any, ...]:
    """Compare two ways: the exact mean, then more grades, then the earlier leaves, then more attempts."""
    mean = _exact_mean(way)
    entering = {part.place for part in way}
    return (
        -1 if mean is None else mean,
        sum(part.grade is not None for part in way),
        [place in entering for place in range(total)],
        sum(not part.is_waiver for part in way),
    )


def _placements(
    program: Rules, rows: list[Row], now: int, holding: list[dict[str, Any]], day: int | None
) -> list[frozenset[str]]:
    """Return a set of requirement keys for each assignment of the shared courses to groups.

    The requirements in the set do not count.
    """
    shared: dict[tuple[str, str], list[Rules]] = {}
    for scope, course in _scoped(program["tree"], program["shared"], ""):
        shared.setdefault((scope, course["course"]), []).append(course)
    choices = []
    for places in shared.values():
        counting = [
            place["key"]
            for place in places
            if any(not a.obstacles for a in judge_on_day(program, place, rows, now, holding, day))
        ]
        if len(counting) > 1:
            choices.append([frozenset(counting) - {chosen} for chosen in counting])
    return [frozenset().union(*given_up) for given_up in product(*choices)]


def _scoped(tree: Rules, rule: str, scope: str) -> list[tuple[str, Rules]]:
    """Return each course that counts once, with the key of the nearest group that says how courses are shared."""
    if "course" in tree:
        return [(scope, tree)] if rule == "once" else []
    if tree.get("shared"):
        rule, scope = tree["shared"], tree["key"]
    return [pair for child in tree.get("all_of", tree.get("of", [])) for pair in _scoped(child, rule, scope)]


def _judge(tree: Rules, sheet: Sheet, before: TreeVerdict | None) -> TreeVerdict:
    """Judge a node. ``before`` is the result of the requirement that must be earned first."""
    if "course" in tree:
        leaf = _judge_course(tree, sheet, before)
        sheet.leaves[tree["key"]] = leaf
        return _drop_days_if_waived(leaf.found, tree, sheet)
    found = _judge_nested(tree, sheet) if "program" in tree else _judge_group(tree, sheet)
    if before is not None and found.earned and not _is_after(found.last, before):
        short = TreeVerdict(False, 0, [()])
        found = short if "program" in tree else found._replace(earned=False, count=min(found.count, _total(tree) - 1))
    if tree["key"] in sheet.waivers:
        found = _waived(tree, sheet, found)
    if "program" in tree:
        sheet.leaves[tree["key"]] = Leaf(found, "earned" if found.earned else "open", "")
    return _drop_days_if_waived(found, tree, sheet)


def _is_waiver_better(tree: Rules, sheet: Sheet, found: TreeVerdict) -> bool:
    """Tell whether the waiver has a better grade than the waived course or nested program."""
    given = sheet.waivers[tree["key"]]["ratio"]
    [[part]] = found.ways
    return given is not None and (part.grade is None or part.grade < Fraction(given))


def _drop_days_if_waived(found: TreeVerdict, tree: Rules, sheet: Sheet) -> TreeVerdict:
    return found._replace(day=LONG_AGO, last=FAR_OFF) if tree["key"] in sheet.waivers else found


def _judge_group(tree: Rules, sheet: Sheet) -> TreeVerdict:
    if "all_of" in tree:
        children: list[TreeVerdict] = []
        for child in tree["all_of"]:
            children.append(_judge(child, sheet, children[-1] if tree["in_order"] and children else None))
        earned = all(child.earned for child in children)
        days = max(c.day for c in children), max(c.last for c in children)
        return TreeVerdict(
            earned, sum(c.count for c in children), _together(c.ways for c in children), *days, (*children,)
        )
    n = tree["at_least"]
    children = [_judge(each, sheet, None) for each in tree["of"]]
    whole = [child for child in children if child.earned]
    entering = [whole] if tree["all_enter"] else combinations(whole, min(n, len(whole)))
    ways = [way for some in entering for way in _together(child.ways for child in some)]
    days = [max(child.day for child in some) for some in combinations(whole, n)]
    last = max((child.last for child in whole), default=FAR_OFF)
    return TreeVerdict(len(whole) >= n, min(n, len(whole)), ways, min(days, default=LONG_AGO), last, (*children,))


def _together(parts: Iterable[Iterable[Way]]) -> list[Way]:
    """Return every way to take one of the ways of each part."""
    return [tuple(part for way in ways for part in way) for ways in product(*parts)]


def _waived(tree: Rules, sheet: Sheet, found: TreeVerdict) -> TreeVerdict:
    """Return the result of a waived group or inner program. In a waived group, whatever is earned may enter."""
    if "program" not in tree:
        return found._replace(earned=True, count=_total(tree), ways=_optional(tree, found))
    waiver = sheet.waivers[tree["key"]]
    ratio = None if waiver["ratio"] is None else Fraction(waiver["ratio"])
    part = Part(sheet.places[tree["key"]], tree["key"], Fraction(tree["weight"]), ratio, 0, None, False, True)
    if found.earned and not _is_waiver_better(tree, sheet, found):
        return found._replace(ways=[*found.ways, (part,)])
    return TreeVerdict(True, 1, [(part,)])


def _optional(tree: Rules, found: TreeVerdict) -> list[Way]:
    if "course" in tree or "program" in tree:
        return [(), *found.ways] if found.earned else [()]
    children = tree.get("all_of", tree.get("of"))
    each = [_optional(child, below) for child, below in zip(children, found.below, strict=True)]
    most = tree.get("at_least", len(each))
    return list(dict.fromkeys(way for some in combinations(each, most) for way in _together(some)))


def _judge_nested(tree: Rules, sheet: Sheet) -> TreeVerdict:
    inner = standing_of(tree["inner"], sheet.rows, tree["overrides"], sheet.now)
    is_later = None not in (sheet.day, inner.first) and inner.first > sheet.day
    if inner.state not in ("earned", "awarded") or is_later:
        return TreeVerdict(False, 0, [()])
    grade = None if inner.composite is None else Fraction(inner.composite, 10_000)
    place, weight = sheet.places[tree["key"]], Fraction(tree["weight"])
    part = Part(place, tree["key"], weight, grade, inner.graded_runs, inner.completed, False)
    first = LONG_AGO if inner.first is None else inner.first
    last = FAR_OFF if inner.last is None else inner.last
    return TreeVerdict(True, 1, [(part,)], first, last)


def _judge_course(course: Rules, sheet: Sheet, before: TreeVerdict | None) -> Leaf:
    judged = judge_on_day(sheet.program, course, sheet.rows, sheet.now, sheet.holding, sheet.day)
    counting = [one for one in judged if not one.obstacles and course["key"] not in sheet.elsewhere]
    if before is not None:
        late = [one for one in counting if not _is_after(FAR_OFF if one.day is None else one.day, before)]
        counting = [one for one in counting if one not in late]
        judged = [one._replace(obstacles=["out_of_order"]) if one in late else one for one in judged]
    runs = sum(is_try(sheet.program, course, one) for one in judged)
    place, key, weight = sheet.places[course["key"]], course["key"], Fraction(course["weight"])
    waived: list[Way] = []
    if key in sheet.waivers:
        ratio = None if sheet.waivers[key]["ratio"] is None else Fraction(sheet.waivers[key]["ratio"])
        waived = [(Part(place, key, weight, ratio, runs, None, course["exam"], True),)]
    tries = [one for one in judged if is_try(sheet.program, course, one)]
    grades = tuple((one.grade, one.day, n) for n, one in enumerate(tries, 1) if one in counting)
    if counting:
        used = max(counting, key=lambda one: one.grade)
        first = min(LONG_AGO if one.day is None else one.day for one in counting)
        last = max(FAR_OFF if one.day is None else one.day for one in counting)
        part = Part(place, key, weight, used.grade, runs, used.day, course["exam"])
        earned = TreeVerdict(True, 1, [(part,)], first, last)
        if not waived or not _is_waiver_better(course, sheet, earned):
            return Leaf(earned._replace(ways=[*earned.ways, *waived]), "earned", used.row["run"], grades)
    if waived:
        return Leaf(TreeVerdict(True, 1, waived), "waived", "", grades)
    nothing = TreeVerdict(False, 0, [()])
    if course["key"] in sheet.elsewhere:
        return Leaf(nothing, "counts_elsewhere", "")
    return Leaf(nothing, _state(judged), "")


def _state(judged: list[JudgedAttempt]) -> str:
    """Return the state of a course without a counting attempt. The course's best attempt decides the state."""
    if not judged:
        return "not_enrolled"
    latest_first = sorted(judged, key=lambda one: start_order(one.row), reverse=True)
    speaks = min(latest_first, key=_speaking_order)
    if _is_left(speaks.row):
        return "invalidated" if "certificate_invalidated" in speaks.obstacles else "not_enrolled"
    return next(state for state, obstacles in STATES if obstacles & set(speaks.obstacles))


def _speaking_order(one: JudgedAttempt) -> tuple[bool, bool, bool, bool, int, Fraction | int]:
    first = is_of_other_run(one), _is_left(one.row), "set_aside" in one.obstacles
    if "embargoed" in one.obstacles:
        return (*first, False, 0, 0)
    return (*first, True, len(one.obstacles), -(one.grade or 0))


def _is_left(row: Row) -> bool:
    return row["mode"] is None or not row["active"]


def _is_after(day: int, before: TreeVerdict) -> bool:
    return before.earned and before.day <= day


def _total(tree: Rules) -> int:
    if "at_least" in tree:
        return tree["at_least"]
    return sum(map(_total, tree["all_of"])) if "all_of" in tree else 1


def _exact_mean(way: Way) -> Fraction | None:
    graded = [part for part in way if part.grade is not None]
    if not graded:
        return None
    return sum(part.weight * part.grade for part in graded) / sum(part.weight for part in graded)


def _reaches_bar(program: Rules, composite: Fraction | None, sheet: Sheet) -> bool:
    """Tell whether the composite grade and the grades of the named courses reach the admission bar."""
    if program["bar"] is None and not program["bar_courses"]:
        return False
    if program["bar"] is not None and (composite is None or composite < Fraction(program["bar"])):
        return False
    until = FAR_OFF if program["bar_until"] is None else program["bar_until"]
    most = program["bar_attempts"] or FAR_OFF
    courses = {leaf["key"]: leaf["course"] for leaf in leaves_of(program["tree"]) if "course" in leaf}
    for key, grade in program["bar_courses"].items():
        places = [sheet.leaves[place] for place, name in courses.items() if name == courses[key]]
        given = [
            sheet.waivers[place]["ratio"]
            for place, name in courses.items()
            if name == courses[key] and sheet.leaves[place].state == "waived"
        ]
        reached = [
            ratio
            for place in places
            if place.state in ("earned", "waived")
            for ratio, day, number in place.tries
            if number <= most and (day is None or day <= until)
        ]
        if max([*reached, *(Fraction(each) for each in given if each is not None)], default=-1) < Fraction(grade):
            return False
    return True


def _answer(program: Rules, found: TreeVerdict, way: Way, sheet: Sheet, kinds: set[str]) -> Answer:
    state = "earned" if found.earned else "open"
    for kind, word in (("award", "awarded"), ("hold", "held"), ("revoke", "revoked")):
        state = word if kind in kinds else state
    mean = _exact_mean(way)
    composite = None if mean is None else half_up(mean)
    for key in (part.key for part in way if part.is_waiver):
        sheet.leaves[key] = sheet.leaves[key]._replace(state="waived", run="")
    reaches = _reaches_bar(program, composite, sheet)
    allowed = ("earned", "awarded") if program["bar_needs_credential"] else ("earned", "awarded", "open")
    courses = [leaf for leaf in leaves_of(program["tree"]) if "course" in leaf]
    own = {leaf["key"]: sheet.leaves[leaf["key"]] for leaf in courses}
    covered = {
        (course["course"], unit) for course in courses if own[course["key"]].found.earned for unit in course["units"]
    }
    capstones = [part.grade for part in way if part.is_capstone and part.grade is not None]
    earned_keys = {key for key, leaf in sheet.leaves.items() if leaf.found.earned}
    completed = None if not way or any(part.day is None for part in way) else max(part.day for part in way)
    return Answer(
        state=state,
        satisfied=found.earned,
        earned_requirements=found.count,
        total_requirements=_total(program["tree"]),
        composite=None if composite is None else int(composite * 10_000),
        is_candidate=bool(reaches and state in allowed),
        capstone=int(max(capstones) * 10_000) if capstones else None,
        graded_runs=sum(part.runs for part in way),
        completed=completed,
        first=(None if found.day == LONG_AGO else found.day) if found.earned else completed,
        last=(None if found.last == FAR_OFF else found.last) if found.earned else completed,
        units={unit: sum(name == unit for _, name in covered) for unit in program["units"]},
        states={
            course["key"]: "locked"
            if own[course["key"]].state == "not_enrolled" and set(course["after"]) - earned_keys
            else own[course["key"]].state
            for course in courses
        },
        runs={key: leaf.run for key, leaf in own.items() if leaf.run},
    )
