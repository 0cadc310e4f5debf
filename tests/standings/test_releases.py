"""Test that the release of a run holds for every learner, and that the inputs of a decision have the release."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.registry import family_of
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.evaluation import evaluate_learner, evaluate_learners
from tests.factories import UUID_B, program_text
from tests.fakes import FakePlatform

SPRING_2025, SPRING_2026 = datetime(2025, 4, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
FIRST, SECOND = "course-v1:Ex+CFx+1T2025", "course-v1:Ex+CFx+1T2026"
RELEASE = datetime(2026, 7, 1, tzinfo=UTC)
BEFORE = RELEASE - timedelta(seconds=1)


def sitting(embargo: str, since: str, rule: str) -> str:
    text = program_text("CFx", uuid=UUID_B, key="sitting")
    text = text.replace("effective_from: 2025-01-01", f"effective_from: {since}\ngrandfathering: {rule}")
    return text.replace("passing_grade: 0.60\n", f"passing_grade: 0.60\n      embargo_until: {embargo}\n")


@pytest.fixture(params=["pinned", "latest", "most_favourable"])
def sittings(request: pytest.FixtureRequest, platform: FakePlatform, db: None) -> int:
    """Import two versions, each with the release of its sitting. Return the id of the program."""
    platform.add_run(FIRST, start=SPRING_2025)
    platform.add_run(SECOND, start=SPRING_2026)
    for embargo, since in (("2025-07-01", "2015-01-01"), ("2026-07-01", "2026-05-01")):
        api.import_program(sitting(embargo, since, request.param), actor=OPERATOR)
    tracked_runs.forget()
    return Program.objects.get(uuid=UUID_B).id


def composite(program_id: int, user_id: int, now: datetime) -> Decimal | None:
    found = evaluate_learner(program_id, user_id, now=now)
    return found.standing.composite if found.standing.earned else None


def test_the_next_sitting_neither_holds_nor_releases_another(sittings: int, platform: FakePlatform) -> None:
    platform.enroll(1, FIRST, created=SPRING_2025)
    platform.grade(1, FIRST, 0.805)
    platform.enroll(2, FIRST, created=SPRING_2025)
    platform.enroll(2, SECOND, created=SPRING_2026)
    platform.grade(2, SECOND, 0.825)
    assert [composite(sittings, 1, now) for now in (BEFORE, RELEASE)] == [Decimal("0.8050")] * 2
    assert [composite(sittings, 2, now) for now in (BEFORE, RELEASE)] == [None, Decimal("0.8250")]


def test_the_inputs_of_a_decision_have_the_release(sittings: int, platform: FakePlatform) -> None:
    platform.pass_run(2, SECOND)
    [attempt] = evaluate_learner(sittings, 2, now=BEFORE).inputs.attempts
    assert attempt.release == RELEASE
    assert evaluate_learner(sittings, 2, now=BEFORE).standing.reevaluate_at == RELEASE


def test_the_enrollment_chooses_the_release_of_a_run_with_an_unknown_start(
    sittings: int, platform: FakePlatform
) -> None:
    platform.add_run(SECOND, start=None)
    for user_id, enrolled in ((1, SPRING_2025), (2, SPRING_2026 + timedelta(days=60))):
        platform.enroll(user_id, SECOND, created=enrolled)
        platform.grade(user_id, SECOND, 0.9)
    assert [composite(sittings, user_id, BEFORE) for user_id in (1, 2)] == [Decimal("0.9000"), None]


def test_results_wait_for_the_platforms_certificates_if_the_program_says_so(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in ("1x", "2x"):
        platform.pass_run(1, f"course-v1:Ex+{number}+2026", 0.62)
    platform.add_run("course-v1:Ex+2x+2026", certificates_available=RELEASE)
    assert composite(program.id, 1, BEFORE) == Decimal("0.6200")
    [version] = family_of(program.id).versions
    monkeypatch.setitem(version.rules.__dict__, "release_with_certificates", True)
    assert [composite(program.id, 1, now) for now in (BEFORE, RELEASE)] == [None, Decimal("0.6200")]


def test_releases_cost_no_query(sittings: int, platform: FakePlatform) -> None:
    for user_id in range(1, 4):
        platform.pass_run(user_id, SECOND)
    counts = []
    for user_ids in ([1], [1, 2, 3]):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            evaluate_learners(sittings, user_ids, now=BEFORE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
