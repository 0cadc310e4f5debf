"""Create random programs and learners, as plain data for the oracle and as the plugin's data."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from micromasters_plugin.data import Attempt, Enrollment, EnrollmentChange, ExamAttempt, ExamStatus, OverrideDecision
from micromasters_plugin.data import OverrideKind as Kind
from micromasters_plugin.domain import definition as d
from micromasters_plugin.domain.grades import original_grade, ratio_from_float
from micromasters_plugin.domain.releases import release_of
from micromasters_plugin.domain.standing import evaluate
from micromasters_plugin.domain.verdicts import ProgramVerdict
from micromasters_plugin.domain.versions import evaluate_versions
from tests.domain.dated import with_days
from tests.domain.specimens import date_of, day, program
from tests.oracle.attempts import Row, Rules

NAMES = "ABCDEF"
NOW = 500
USUAL = (None, 0.0, 0.33335, 0.5, 0.59995, 0.5999, 0.6, 0.65, 0.69995, 0.7, 0.7, 0.85, 0.9, 0.92345, 1.0)
PERCENTS = (*USUAL, 1.05, 2.0, 2.5, -0.1)
DAYS = (None, 10, 50, 50, 90, 150, 300)
UNITS = ("probability", "regression")
BY = ("coursework", "coursework", "final")
LIMITS = (None, None, None, None, 1, 2)
OWN_MODES = ([], [], [], [], ["verified", "audit"], ["masters"])


def random_program(dice: random.Random, *, depth: int = 3, inner: bool = True) -> Rules:
    """Return a program of one to about ten requirements. A nested program contains no other nested program."""
    keys = iter(f"k{number}" for number in range(1000))
    tree = _group(dice, keys, depth, inner)
    return {
        "tree": tree,
        "modes": dice.choice([["verified"], ["verified", "professional"]]),
        "starts": dice.choice([None, None, None, 50]),
        "ends": dice.choice([None, None, None, 150]),
        "shared": dice.choice(["once", "once", "each"]),
        "units": {unit: dice.randint(1, 3) for unit in UNITS},
        "bar": dice.choice([None, "0.60", "0.80"]),
        "bar_needs_credential": dice.random() < 0.5,
        "bar_courses": {key: dice.choice(["0.50", "0.70", "0.90"]) for key in _courses(tree) if dice.random() < 0.2},
        "bar_attempts": dice.choice([None, None, 1, 2]),
        "bar_until": dice.choice([None, None, 60, 130]),
        "letters": dice.choice([[], [("A", "0.90"), ("B", "0.70"), ("C", "0.6500")]]),
        "from": -500,
        "releases": {_run(dice.choice(NAMES), 0): dice.choice([400, 600, 700])} if dice.random() < 0.3 else {},
        "with_certificates": dice.random() < 0.15,
    }


def random_versions(dice: random.Random) -> list[Rules]:
    """Return one to three versions of a program, sorted by effective day.

    The last version has the grandfathering rule.
    """
    days = sorted(dice.sample([-100, 0, 60, 120, 400, NOW, NOW + 1, 900], dice.choice([1, 2, 2, 3])))
    rule = dice.choice(["pinned", "pinned", "latest", "most_favourable", "most_favourable"])
    return [random_program(dice, depth=2) | {"from": number, "rule": rule} for number in days]


def random_rows(dice: random.Random) -> list[Row]:
    """Return a learner's attempts.

    A learner has at most three attempts at each course, and at most three attempts at a final exam.
    """
    since = dice.choice([-150, 0, 59, 60, 130, 350])
    return [
        _row(dice, name, run, since)
        for name in (*NAMES, *(f"{name}.final" for name in NAMES[:3]))
        for run in range(dice.choice([0, 1, 1, 2, 3]))
    ]


def random_decisions(dice: random.Random, tree: Rules) -> list[dict[str, Any]]:
    """Return overrides. Usually the list of overrides is empty."""
    keys = list(_keys(tree))
    return [
        {
            "kind": dice.choice(
                [*["waive"] * 3, "hold", "award", "revoke", "grant", *["discount"] * 2, *["make_up"] * 3]
            ),
            "key": dice.choice(keys),
            "from": dice.choice([100, 200, 500, 600]),
            "until": dice.choice([None, None, 500, 501]),
            "ratio": dice.choice([None, "0.6500", "0.9500"]),
            "count": dice.choice([1, 2]),
            "run": _decided_run(dice),
            **dict(zip(("exam", "for"), _make_up(dice), strict=True)),
        }
        for _ in range(dice.choice([0, 0, 0, 1, 2, 6]))
    ]


def _decided_run(dice: random.Random) -> str:
    return f"course-v1:Ex+{dice.choice(NAMES[:3])}{dice.choice(['', '', '.final'])}+R{dice.choice([0, 0, 1])}"


def _make_up(dice: random.Random) -> tuple[str, str]:
    """Return a make-up exam and the exam that it makes up for.

    Both exams are in one run, so a program that has one exam also has the other exam.
    """
    run = _decided_run(dice)
    return f"{run}#{dice.choice([0, 1])}", f"{run}#{dice.choice([0, 1])}"


def _group(dice: random.Random, keys: Iterator[str], depth: int, inner: bool) -> Rules:
    children = [
        _node(dice, keys, depth - 1, inner) for _ in range(dice.choice([1, 2, 2, 3, 3, 4] if depth > 2 else [1, 2, 3]))
    ]
    shared = dice.choice([None, None, None, None, "once", "each"])
    if dice.random() < 0.6:
        return {"key": next(keys), "all_of": children, "in_order": dice.random() < 0.4, "shared": shared}
    n = dice.randint(1, len(children))
    return {"key": next(keys), "at_least": n, "of": children, "all_enter": dice.random() < 0.3, "shared": shared}


def _node(dice: random.Random, keys: Iterator[str], depth: int, inner: bool) -> Rules:
    if inner and dice.random() < 0.08:
        other = random_program(dice, depth=1, inner=False)
        weight, decisions = dice.choice(["1", "2"]), random_decisions(dice, other["tree"])
        return {
            "key": next(keys),
            "program": f"uuid-{dice.random()}",
            "inner": other,
            "overrides": decisions,
            "weight": weight,
        }
    if depth > 0 and dice.random() < 0.4:
        return _group(dice, keys, depth, inner)
    return _course(dice, next(keys))


def _course(dice: random.Random, key: str) -> Rules:
    name = dice.choice(NAMES)
    is_exam = dice.random() < 0.15
    return {
        "key": key,
        "course": f"Ex+{name}",
        "aliases": [f"Ex+{dice.choice(NAMES)}"] if dice.random() < 0.05 else [],
        "runs": [f"course-v1:Ex+{name}+R{n}" for n in (2, 0)] if dice.random() < 0.1 else [],
        "bar": dice.choice(["0.50", "0.60", "0.60", "0.70"]),
        "weight": dice.choice(["1", "1", "2", "0.5", "3"]),
        "proctored": is_exam or dice.random() < 0.1,
        "exam": is_exam,
        "embargo": dice.choice([None] * 8 + [60, 200, 400, 600]),
        "after": [f"k{dice.randint(0, 5)}"] if dice.random() < 0.2 else [],
        "units": [unit for unit in UNITS if dice.random() < 0.4],
        "modes": dice.choice(OWN_MODES),
        "except": _excepted(dice, name),
        "certificate": dice.random() < 0.1,
        "attempts": dice.choice(LIMITS),
        "valid_for": dice.choice([None, None, None, None, 1, 1, 2]),
        "make_ups": [_make_up(dice) for _ in range(dice.choice([0, 0, 0, 1, 3]))],
        "final": _final(dice, name) if name in NAMES[:3] and dice.random() < 0.3 else None,
    }


def _final(dice: random.Random, name: str) -> Rules:
    shares = [("0.4", "0.6"), ("0.3", "0.7"), ("0.25", "0.75"), ("0.5", "0.5"), ("1", "0"), ("0", "1")]
    splits = [(since, *dice.choice(shares), dice.choice(BY)) for since in (None, 50, 90)]
    return {
        "course": f"Ex+{name}.final",
        "aliases": [f"Ex+{dice.choice(NAMES)}.final"] if dice.random() < 0.1 else [],
        "runs": [f"course-v1:Ex+{name}.final+R{n}" for n in (1, 0)] if dice.random() < 0.1 else [],
        "bar": dice.choice([None, "0.50", "0.60"]),
        "proctored": dice.random() < 0.3,
        "carries": dice.random() < 0.6,
        "modes": dice.choice(OWN_MODES),
        "work_modes": dice.choice(OWN_MODES),
        "except": _excepted(dice, f"{name}.final"),
        "work_bar": dice.choice([None, None, "0.50", "0.60"]),
        "attempts": dice.choice(LIMITS),
        "splits": splits[dice.randint(0, 1) : dice.randint(2, 3)],
    }


def _excepted(dice: random.Random, name: str) -> list[str]:
    return [f"course-v1:Ex+{name}+R{dice.randint(0, 1)}"] if dice.random() < 0.1 else []


def _row(dice: random.Random, name: str, run: int, since: int) -> Row:
    mode = dice.choice(["verified"] * 7 + ["professional", "audit", "audit", "credit", "honor", "masters", None])
    past = dice.choice([[], [], [(5, "verified")], [(5, "audit"), (70, "verified")], [(5, "verified"), (70, "audit")]])
    return {
        "course": f"Ex+{name}",
        "run": _run(name, run),
        "start": dice.choice(DAYS),
        "mode": mode,
        "enrolled": since + dice.choice([0, 1, 70]),
        "active": dice.random() < 0.9,
        "history": [*past, (160, mode)] if past and mode else [],
        "percent": dice.choice(PERCENTS),
        "passed": dice.random() < 0.5,
        "exams": dice.choices(
            ["verified"] * 6 + ["rejected", "submitted", "errored", "reset"], k=dice.choice([0, 1, 1, 2])
        ),
        "invalidated": dice.random() < 0.06,
        "certificate": dice.choice(["", "downloadable", "downloadable", "unverified"]),
        "reached": dice.choice((*DAYS, *DAYS, 400, 470)),
        "known": dice.random() < 0.8,
        "end": dice.choice([None, 140, 150, 151, 400]),
        "certified": dice.choice([None, None, 450, 550]),
    }


def _run(name: str, number: int) -> str:
    return f"course-v1:Ex+{name}+R{number}"


def _courses(tree: Rules) -> list[str]:
    """Return the keys of the courses and exams of a tree."""
    if "course" in tree:
        return [tree["key"]]
    return [key for child in tree.get("all_of", tree.get("of", [])) for key in _courses(child)]


def _keys(tree: Rules) -> Iterator[str]:
    yield tree["key"]
    for child in tree.get("all_of", tree.get("of", ())):
        yield from _keys(child)


# --- conversion to the plugin's data ----------------------------------------------------------------------------------


def as_program(rules: Rules, uuid: str = "outer") -> d.ProgramRules:
    root = as_node(rules["tree"])
    return program(
        root,
        uuid=uuid,
        credit_modes=tuple(rules["modes"]),
        starts=_date(rules["starts"]),
        ends=_date(rules["ends"]),
        shared_courses=d.SharedCourses(rules["shared"]),
        units=tuple(d.Unit(key, key, count) for key, count in rules["units"].items()),
        admission=_as_bar(rules),
        letters=tuple(d.LetterBand(letter, Decimal(least)) for letter, least in rules["letters"]),
        effective_from=day(rules["from"]),
        releases=tuple((run, day(number)) for run, number in rules["releases"].items()),
        release_with_certificates=rules["with_certificates"],
    )


def _as_bar(rules: Rules) -> d.AdmissionBar | None:
    if rules["bar"] is None and not rules["bar_courses"]:
        return None
    return d.AdmissionBar(
        rules["bar"] and Decimal(rules["bar"]),
        rules["bar_needs_credential"],
        courses=tuple((key, Decimal(grade)) for key, grade in rules["bar_courses"].items()),
        attempts=rules["bar_attempts"],
        until=_date(rules["bar_until"]),
    )


def as_version(rules: Rules) -> d.ProgramRules:
    return replace(as_program(rules), grandfathering=d.Grandfathering(rules["rule"]))


def as_node(tree: Rules) -> d.Node:
    if "program" in tree:
        return d.NestedProgram(tree["key"], "", tree["program"], Decimal(tree["weight"]))
    if "course" in tree:
        return _as_course(tree)
    if "all_of" in tree:
        children = tuple(map(as_node, tree["all_of"]))
        return d.Group(tree["key"], "", children, in_order=tree["in_order"], shared_courses=_sharing(tree))
    return d.Group(
        key=tree["key"],
        title="",
        children=tuple(map(as_node, tree["of"])),
        at_least=tree["at_least"],
        composite_of_all=tree["all_enter"],
        shared_courses=_sharing(tree),
    )


def _sharing(tree: Rules) -> d.SharedCourses | None:
    return None if tree["shared"] is None else d.SharedCourses(tree["shared"])


def _as_course(tree: Rules) -> d.Course:
    return d.Course(
        key=tree["key"],
        title="",
        course=tree["course"],
        passing_grade=Decimal(tree["bar"]),
        weight=Decimal(tree["weight"]),
        aliases=tuple(tree["aliases"]),
        runs=tuple(tree["runs"]),
        is_exam=tree["exam"],
        proctored=tree["proctored"],
        embargo_until=_day(tree["embargo"]),
        opens_after=tuple(tree["after"]),
        units=tuple(tree["units"]),
        credit_modes=tuple(tree["modes"]),
        except_runs=tuple(tree["except"]),
        certificate=tree["certificate"],
        attempts=tree["attempts"],
        valid_for=tree["valid_for"],
        make_ups=tuple(tree["make_ups"]),
        final=tree["final"] and _as_final(tree["final"]),
    )


def _as_final(final: Rules) -> d.Final:
    splits = [
        d.Split(Decimal(work), Decimal(exam), _date(starts), d.SplitBy(by))
        for starts, work, exam, by in final["splits"]
    ]
    bar = final["bar"] and Decimal(final["bar"])
    return d.Final(
        course=final["course"],
        splits=tuple(splits),
        aliases=tuple(final["aliases"]),
        runs=tuple(final["runs"]),
        passing_grade=bar,
        proctored=final["proctored"],
        carries_over=final["carries"],
        credit_modes=tuple(final["modes"]),
        except_runs=tuple(final["except"]),
        coursework_credit_modes=tuple(final["work_modes"]),
        coursework_passing_grade=final["work_bar"] and Decimal(final["work_bar"]),
        attempts=final["attempts"],
    )


def as_attempts(rows: list[Row], versions: list[d.ProgramRules]) -> list[Attempt]:
    """Return the attempts. Each has the release of its run in the program with these versions."""
    return [as_attempt(row, versions) for row in rows]


def as_attempt(row: Row, versions: list[d.ProgramRules]) -> Attempt:
    history = tuple(EnrollmentChange(day(number), mode, True) for number, mode in row["history"])
    plain = Attempt(
        course_run=row["run"],
        run_start=_day(row["start"]),
        run_end=_day(row["end"]),
        enrollment=row["mode"] and Enrollment(row["mode"], row["active"], day(row["enrolled"]), history),
        ratio=ratio_from_float(row["percent"]),
        platform_grade=original_grade(row["percent"]) if row["percent"] is not None else "",
        passed_course=row["passed"],
        certificate_invalidated=row["invalidated"],
        certificate_status=row["certificate"],
        exams=tuple(
            ExamAttempt(f"{row['run']}#{n}", ExamStatus(status), day(0)) for n, status in enumerate(row["exams"])
        ),
        bar_reached=_day(row["reached"]),
        release=release_of(
            row["run"],
            start=_day(row["start"]),
            enrolled=day(row["enrolled"]) if row["mode"] else None,
            versions=versions,
            certificates_available=_day(row["certified"]),
        ),
    )
    dated = with_days(plain, "UTC")
    return dated if row["known"] else replace(dated, reached_day=None)


def as_override(decision: dict[str, Any]) -> OverrideDecision:
    kind = Kind(decision["kind"])
    plain = OverrideDecision(kind, "", 1, "decided", day(decision["from"]), _day(decision["until"]))
    if kind is Kind.WAIVE:
        return replace(plain, requirement=decision["key"], ratio=decision["ratio"] and Decimal(decision["ratio"]))
    if kind is Kind.GRANT:
        return replace(plain, requirement=decision["key"], count=decision["count"])
    if kind is Kind.DISCOUNT:
        return replace(plain, course_run=decision["run"])
    if kind is Kind.MAKE_UP:
        return replace(plain, exam=decision["exam"], make_up_for=decision["for"])
    return plain


def standing_of(rules: Rules, rows: list[Row], decisions: list[dict[str, Any]], now: int = NOW) -> ProgramVerdict:
    """Return the plugin's standing. The function evaluates nested programs first."""
    whole = as_program(rules)
    overrides = [as_override(each) for each in decisions]
    nested = _nested(rules, rows, now)
    return evaluate(whole, as_attempts(rows, [whole]), now=day(now), overrides=overrides, nested=nested)


def bound_standing_of(
    versions: list[Rules], rows: list[Row], decisions: list[dict[str, Any]], now: int = NOW
) -> tuple[int, ProgramVerdict]:
    """Return the plugin's binding version and standing, from the attempts in the runs of the program's courses."""
    programs = [as_version(rules) for rules in versions]
    parts = [part for rules in programs for each in rules.courses() for part in (each, each.final) if part is not None]
    own = [
        row for row in rows if any(row["run"] in part.except_runs or d.matches_run(part, row["run"]) for part in parts)
    ]
    nested = {uuid: standing for rules in versions for uuid, standing in _nested(rules, rows, now).items()}
    overrides = [as_override(each) for each in decisions]
    attempts = [as_attempts(own, programs)] * len(programs)
    return evaluate_versions(programs, attempts, now=day(now), overrides=overrides, nested=nested)


def _nested(rules: Rules, rows: list[Row], now: int) -> dict[str, ProgramVerdict]:
    nested = {}
    for leaf in _programs(rules["tree"]):
        inner, overrides = as_program(leaf["inner"], leaf["program"]), [as_override(each) for each in leaf["overrides"]]
        attempts = as_attempts(rows, [inner])
        nested[leaf["program"]] = evaluate(inner, attempts, now=day(now), overrides=overrides)
    return nested


def _programs(tree: Rules) -> Iterator[Rules]:
    if "program" in tree:
        yield tree
    for child in tree.get("all_of", tree.get("of", ())):
        yield from _programs(child)


def _date(number: int | None) -> Any:
    return None if number is None else date_of(number)


def _day(number: int | None) -> Any:
    return None if number is None else day(number)
