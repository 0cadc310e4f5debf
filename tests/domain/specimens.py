"""Create programs, attempts and dates for the tests of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from micromasters_plugin.data import (
    Attempt,
    Enrollment,
    ExamAttempt,
    ExamStatus,
    OverrideDecision,
    OverrideKind,
    RequirementState,
)
from micromasters_plugin.domain.definition import Course, Group, Node, ProgramRules
from micromasters_plugin.domain.standing import evaluate
from micromasters_plugin.domain.verdicts import ProgramVerdict, RequirementVerdict
from tests.domain.dated import with_days

DAY_0 = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2027, 1, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    """Return the instant ``number`` days after the first of January 2026."""
    return DAY_0 + timedelta(days=number)


def date_of(number: int) -> date:
    """Return the day ``number`` days after the first of January 2026."""
    return day(number).date()


def course(key: str, bar: str = "0.60", weight: str = "1", **fields: Any) -> Course:
    """Return a course ``Ex+key`` with this passing grade."""
    values = {"title": f"Course {key}", "course": f"Ex+{key}", **fields}
    return Course(key=key, passing_grade=Decimal(bar), weight=Decimal(weight), **values)


def capstone(key: str = "CAP", bar: str = "0.50", **fields: Any) -> Course:
    """Return a proctored capstone exam."""
    return course(key, bar, is_exam=True, proctored=True, **fields)


def all_of(*children: Node, key: str = "all", in_order: bool = False) -> Group:
    return Group(key, "", children, in_order=in_order)


def at_least(count: int, *children: Node, key: str = "choice") -> Group:
    return Group(key, "", children, at_least=count)


def program(root: Node, **fields: Any) -> ProgramRules:
    """Return a program with this tree. The function puts a single course into a group."""
    values = {
        "uuid": "6f0ec6b5-7f3e-4b8f-9d0e-3f6c0a4c1a01",
        "key": "example",
        "kind": "micromasters",
        "title": "Example",
        "institution": "Example University",
        "effective_from": datetime(2025, 1, 1, tzinfo=UTC),
        **fields,
    }
    return ProgramRules(root=root if isinstance(root, Group) else all_of(root), **values)


def attempt(
    key: str,
    ratio: str | None,
    *,
    run: int = 1,
    mode: str | None = "verified",
    active: bool = True,
    exams: Iterable[ExamStatus] = (),
    **fields: Any,
) -> Attempt:
    """Return an attempt in a run of ``Ex+key``. The run with the number ``run`` starts on day 100 × ``run``.

    By default the learner reaches the bar 50 days after the start of the run. If ``mode`` is None, the learner is not
    enrolled.
    """
    start = day(100 * run)
    values = {
        "run_start": start,
        "enrollment": None if mode is None else Enrollment(mode, active, start),
        "ratio": None if ratio is None else Decimal(ratio),
        "exams": tuple(ExamAttempt(f"exam-{n}", status, start) for n, status in enumerate(exams)),
        "bar_reached": None if ratio is None else start + timedelta(days=50),
        **fields,
    }
    return with_days(Attempt(course_run=run_key(key, run), **values), "UTC")


def in_run(existing: Attempt, run: int) -> Attempt:
    """Return the same attempt in another run of the course."""
    number = existing.course_run.split("+")[1]
    return with_days(replace(existing, course_run=run_key(number, run), run_start=day(100 * run)), "UTC")


def run_key(key: str, run: int = 1) -> str:
    return f"course-v1:Ex+{key}+R{run}"


def decision(kind: OverrideKind, *, since: int = 100, until: int | None = None) -> OverrideDecision:
    """Return an override of the program that is in force from the day ``since`` until the day ``until``."""
    return OverrideDecision(kind, "", 1, "decided", day(since), None if until is None else day(until))


def waiver(key: str, ratio: str | None = None, *, since: int = 100, until: int | None = None) -> OverrideDecision:
    """Return the waiver of a requirement. The waiver may have a grade."""
    grade = None if ratio is None else Decimal(ratio)
    return replace(decision(OverrideKind.WAIVE, since=since, until=until), requirement=key, ratio=grade)


def grant(key: str, count: int, *, since: int = 100, until: int | None = None) -> OverrideDecision:
    """Return a grant of ``count`` further tries at a requirement."""
    return replace(decision(OverrideKind.GRANT, since=since, until=until), requirement=key, count=count)


def judge(
    rules: ProgramRules | Node,
    *attempts: Attempt,
    now: datetime = NOW,
    overrides: Sequence[OverrideDecision] = (),
    nested: Mapping[str, ProgramVerdict] = MappingProxyType({}),
) -> ProgramVerdict:
    """Return the standing in a program, or in a tree with default rules."""
    whole = rules if isinstance(rules, ProgramRules) else program(rules)
    return evaluate(whole, attempts, now=now, overrides=overrides, nested=nested)


def earned_keys(standing: ProgramVerdict) -> str:
    """Return the keys of the earned courses and exams, in the format of the rule book."""
    return ", ".join(verdict.key for verdict in standing.courses() if verdict.earned)


def progress_of(standing: ProgramVerdict) -> str:
    """Return the earned requirements and all requirements, in the format of the rule book."""
    return f"{standing.earned_requirements} of {standing.total_requirements}"


def composite_of(standing: ProgramVerdict) -> str:
    """Return the composite grade in the format of the rule book, or "" for a standing without a composite grade."""
    return "" if standing.composite is None else str(standing.composite)


def verdict_of(standing: ProgramVerdict, key: str) -> RequirementVerdict:
    """Return the verdict of one course or exam."""
    return next(verdict for verdict in standing.courses() if verdict.key == key)


def state_of(standing: ProgramVerdict, key: str = "A") -> RequirementState:
    return verdict_of(standing, key).state


def codes_of(standing: ProgramVerdict, key: str = "A") -> tuple[str, ...]:
    """Return the codes of the reasons against a course or exam."""
    return tuple(reason.code for reason in verdict_of(standing, key).reasons)
