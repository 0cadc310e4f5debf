"""Measure how long the rules take to compute verdicts with reasons from loaded attempts."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from benchmarks.figures import Figure
from micromasters_plugin.data import Attempt, Enrollment, ExamAttempt, ExamStatus
from micromasters_plugin.database.codec import SPARSE
from micromasters_plugin.domain.canonical import canonical
from micromasters_plugin.domain.definition import Course, Group, ProgramRules
from micromasters_plugin.domain.standing import evaluate
from tests.domain.test_steps import COSTLY

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ROUNDS = 500
ROOT = Path(__file__).parents[1]


def measure() -> list[Figure]:
    """Measure many rounds and use the quickest round, because other work on the machine only adds time."""
    six = program_of_six()
    electives = _program(
        tuple(Group(f"g{n}", "", tuple(_course(4 * n + m) for m in range(4)), at_least=2) for n in range(40))
    )
    three, thirty = attempts_at(range(6), 3), attempts_at(range(6), 30)
    assert evaluate(six, three, now=NOW).earned and evaluate(electives, attempts_at(range(160), 1), now=NOW).earned
    standing = evaluate(six, three, now=NOW)
    as_text = lambda: canonical(SPARSE.encode(standing))  # noqa: E731
    few = _quickest(lambda: evaluate(six, three, now=NOW))
    many = _quickest(lambda: evaluate(six, thirty, now=NOW))
    wide = attempts_at(range(160), 1)
    return [
        Figure("6 courses with 3 attempts each: judged", few, "µs", 100),
        Figure("30 attempts each: time for each attempt, against 3 each", many / few / 10, "times", 1),
        Figure(
            "a tree of 201 nodes, 160 attempts: judged",
            _quickest(lambda: evaluate(electives, wide, now=NOW)),
            "µs",
            2000,
        ),
        *(
            Figure(
                f"{name}: judged", _quickest(lambda r=rules, a=attempts: evaluate(r, a, now=NOW), 20) / 1000, "ms", 10
            )
            for name, (rules, attempts) in COSTLY.items()
        ),
        Figure("6 courses with 3 attempts each: attempts built", _quickest(lambda: attempts_at(range(6), 3)), "µs"),
        Figure(
            "6 courses with 3 attempts each: standing as text",
            _quickest(as_text),
            "µs",
        ),
        Figure("the rules' own tests, without Django: processor time", _own_tests(), "s"),
    ]


def _own_tests() -> float:
    """Run the tests of ``make coverage`` without coverage, and return the processor seconds of the tests.

    Raises:
        CalledProcessError: a test fails.
    """
    before = _seconds_of_children()
    alone = ("-c", "tests/domain/without_django.ini", "--rootdir=.")
    subprocess.run([sys.executable, "-m", "pytest", "-q", *alone], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return _seconds_of_children() - before


def _seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _quickest(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the microseconds of the shortest round."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times) * 1e6


def program_of_six() -> ProgramRules:
    """Return a program of six courses with proctored exams."""
    return _program(tuple(_course(n) for n in range(6)))


def _program(children: tuple[Course | Group, ...]) -> ProgramRules:
    return ProgramRules(
        "uuid",
        "rules",
        "micromasters",
        "Rules",
        "Example University",
        NOW - timedelta(days=900),
        Group("all", "", children),
    )


def _course(number: int) -> Course:
    return Course(f"c{number}", f"Course {number}", f"Ex+{number}", Decimal("0.60"), proctored=True)


def attempts_at(courses: range, each: int) -> list[Attempt]:
    """Return a learner's attempts at the courses.

    If a course has several attempts, the first attempt is below the passing grade.
    """
    enrollment = Enrollment("verified", True, NOW - timedelta(days=500))
    verified = (ExamAttempt("exam", ExamStatus.VERIFIED, NOW),)
    return [
        Attempt(
            course_run=f"course-v1:Ex+{number}+R{session}",
            run_start=NOW - timedelta(days=500 - session),
            enrollment=enrollment,
            ratio=Decimal("0.5500") if session == 0 and each > 1 else Decimal(f"0.{7000 + number}"),
            passed_course=True,
            exams=verified,
            bar_reached=NOW - timedelta(days=50),
            start_day=(NOW - timedelta(days=500 - session)).date(),
            reached_day=(NOW - timedelta(days=50)).date(),
        )
        for number in courses
        for session in range(each)
    ]
