"""Give a cohort random grades, and compute the expected standings with an oracle of a few lines.

This module sends no events. The program requires two courses at 0.60. The program's drop policy revokes, so only
learners who now meet the requirements have a valid credential.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing
from tests.factories import program_text, run_of
from tests.fakes import START, FakePlatform

RUNS = (run_of("1x"), run_of("2x"))
BAR = Decimal("0.60")
PERCENTAGES = [0.0, 0.35, 0.59, 0.6, 0.61, 0.75, 0.88, 1.0]

#: Each learner's standing: (earned, requirements earned, composite).
Standings = dict[int, tuple[bool, int, Decimal | None]]


def import_program() -> Program:
    api.import_program(program_text("1x", "2x", drop_policy="revoke"), actor=OPERATOR)
    return Program.objects.get()


def grade(learners: Iterable[int], random: Random, *, modified: datetime = START) -> None:
    """Store a new grade on the platform for each learner in each run."""
    for user_id in learners:
        for run in RUNS:
            FakePlatform().enroll(user_id, run)
            FakePlatform().grade(user_id, run, random.choice(PERCENTAGES), modified=modified)


def expected_standings(learners: Iterable[int]) -> Standings:
    """Return the standings that should follow from the platform's grades."""
    return {user_id: _judge([FakePlatform.graded.get((user_id, run)) for run in RUNS]) for user_id in learners}


def stored_standings() -> Standings:
    """Return the stored standings."""
    rows = Standing.objects.values_list("user_id", "earned", "earned_requirements", "composite")
    return {user_id: (earned, count, composite) for user_id, earned, count, composite in rows}


def differences(learners: Iterable[int]) -> list[str]:
    """Return every learner whose standing or credential differs from the oracle's result."""
    expected, stored = expected_standings(learners), stored_standings()
    holders = set(Credential.objects.filter(state="valid").values_list("user_id", flat=True))
    earners = {user_id for user_id, (earned, _, _) in expected.items() if earned}
    return [
        *(
            f"{user_id}: {stored.get(user_id)} for {expected[user_id]}"
            for user_id in expected
            if stored.get(user_id) != expected[user_id]
        ),
        *(f"{user_id}: not known" for user_id in stored.keys() - expected.keys()),
        *(f"{user_id}: credential" for user_id in holders ^ earners),
    ]


def _judge(grades: list) -> tuple[bool, int, Decimal | None]:
    ratios = [Decimal(str(grade.percent)) for grade in grades if grade is not None]
    passed = [ratio for ratio in ratios if ratio >= BAR]
    mean = (sum(passed) / len(passed)).quantize(Decimal("0.0001"), ROUND_HALF_UP) if passed else None
    return len(passed) == len(RUNS), len(passed), mean
