"""Test that a page reads a learner's progress in a constant number of queries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.data import RequirementState
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.exceptions import UnknownCredentialError, UnknownProgramError
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from tests.factories import UUID_A, UUID_B, program_text, run_of
from tests.fakes import FakePlatform

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LEARNER = 7


def test_progress_shows_the_stored_standing(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, run_of("1x"), 0.9)
    platform.enroll(LEARNER, run_of("2x"), "audit")
    api.reconcile(now=NOW)
    progress = api.get_progress(UUID_A, user_id=LEARNER, course_run=run_of("2x"), now=NOW)
    assert [(r.key, r.state, r.is_this_course) for r in progress.requirements] == [
        ("1x", RequirementState.EARNED, False),
        ("2x", RequirementState.AUDIT, True),
    ]
    assert (progress.earned_requirements, progress.total_requirements, str(progress.composite)) == (1, 2, "0.9000")


def test_a_learner_who_was_never_evaluated_sees_the_outline(program: Program) -> None:
    progress = api.get_progress(UUID_A, user_id=999, now=NOW)
    assert progress == api.get_outline(UUID_A, now=NOW)
    assert {r.state for r in progress.requirements} == {RequirementState.NOT_ENROLLED}


XSERIES = program_text("1x", "2x", uuid=UUID_B, key="series", bar="0.50").replace("Example program", "The series")


def test_a_learner_sees_the_previous_and_the_next_program(platform: FakePlatform, db: None) -> None:
    api.import_program(XSERIES, actor=OPERATOR)
    api.import_program(program_text("1x", "2x").replace("kind:", f"succeeds: {UUID_B}\nkind:", 1), actor=OPERATOR)
    tracked_runs.forget()
    platform.pass_run(LEARNER, run_of("1x"), 0.55)
    platform.pass_run(LEARNER, run_of("2x"), 0.9)
    api.reconcile(now=NOW)
    (after,) = api.get_progress(UUID_B, user_id=LEARNER, now=NOW).related
    (before,) = api.get_progress(UUID_A, user_id=LEARNER, now=NOW).related
    assert (after.title, after.is_successor, after.earned_requirements) == ("Example program", True, 1)
    assert (before.title, before.is_successor, before.earned, before.earned_requirements) == (
        "The series",
        False,
        True,
        2,
    )


def test_a_program_that_is_not_related_is_not_shown(program: Program, platform: FakePlatform) -> None:
    api.import_program(XSERIES, actor=OPERATOR)
    tracked_runs.forget()
    platform.pass_run(LEARNER, run_of("1x"), 0.9)
    api.reconcile(now=NOW)
    assert api.get_progress(UUID_A, user_id=LEARNER, now=NOW).related == ()


def test_progress_shows_the_credential_and_the_candidacy(program: Program, platform: FakePlatform) -> None:
    for number in ("1x", "2x"):
        platform.pass_run(LEARNER, run_of(number), 0.9)
    api.reconcile(now=NOW)
    progress = api.get_progress(UUID_A, user_id=LEARNER, now=NOW)
    assert progress.earned and progress.is_candidate
    assert progress.credential == api.get_credential(progress.credential.uuid)


@pytest.mark.parametrize("size", [5, 20, 50])
@pytest.mark.parametrize(("passed", "asked"), [(None, 3), (1, 3), (50, 4)], ids=["nobody", "learner", "candidate"])
def test_progress_takes_at_most_four_queries_for_any_number_of_courses(
    db: None, platform: FakePlatform, size: int, passed: int | None, asked: int
) -> None:
    numbers = [f"{n}x" for n in range(size)]
    api.import_program(program_text(*numbers), actor=OPERATOR)
    tracked_runs.forget()
    for number in numbers[:passed]:
        platform.pass_run(LEARNER, run_of(number), 0.9)
    if passed is not None:
        api.reconcile(now=NOW)
    with CaptureQueriesContext(connection) as queries:
        api.get_progress(UUID_A, user_id=LEARNER, course_run=run_of("1x"), now=NOW)
    # For a learner without an evaluation, the page reads the standing, the versions and the runs. For any other
    # learner, the page reads the standing, the runs and the credential. If the learner meets the bar, the page also
    # reads the candidate.
    assert len(queries) == asked


def test_the_next_run_is_open_for_enrollment(program: Program, platform: FakePlatform) -> None:
    past = platform.add_run("course-v1:Ex+1x+2025", start=NOW - timedelta(days=300), end=NOW - timedelta(days=200))
    closed = platform.add_run(
        "course-v1:Ex+1x+2026a", start=NOW - timedelta(days=30), enrollment_end=NOW - timedelta(days=1)
    )
    coming = platform.add_run("course-v1:Ex+1x+2026b", start=NOW + timedelta(days=30))
    api.reconcile(now=NOW)
    next_run = api.get_outline(UUID_A, now=NOW).requirements[0].next_run
    assert next_run is not None and next_run.key == coming.key
    assert next_run.key not in (past.key, closed.key)


def test_programs_that_name_this_course_come_first(program: Program) -> None:
    api.import_program(
        program_text("9x", uuid=UUID_B, key="another").replace("Example program", "A program"), actor=OPERATOR
    )
    assert [p.key for p in api.list_programs()] == ["another", "example"]
    assert [p.key for p in api.list_programs(course_run=run_of("1x"))] == ["example", "another"]


@pytest.mark.parametrize("uuid", [UUID_B, "no uuid", ""])
def test_an_unknown_program_raises(program: Program, uuid: str) -> None:
    for ask in (
        lambda: api.get_progress(uuid, user_id=LEARNER),
        lambda: api.get_outline(uuid),
        lambda: api.get_program(uuid),
    ):
        with pytest.raises(UnknownProgramError):
            ask()


@pytest.mark.parametrize("uuid", [UUID_B, "no uuid"])
def test_an_unknown_credential_raises(db: None, uuid: str) -> None:
    with pytest.raises(UnknownCredentialError):
        api.get_credential(uuid)


def test_a_learner_stays_bound_to_the_version_of_the_first_enrollment(db: None, platform: FakePlatform) -> None:
    api.import_program(program_text("1x"), actor=OPERATOR)
    api.import_program(program_text("1x", bar="0.90").replace("2025-01-01", "2026-03-01"), actor=OPERATOR)
    tracked_runs.forget()
    for user_id, month in ((1, 2), (2, 4)):
        platform.pass_run(user_id, run_of("1x"), 0.8)
        platform.enroll(user_id, run_of("1x"), created=datetime(2026, month, 1, tzinfo=UTC))
    api.reconcile(now=NOW)
    assert [(row.learner_id, row.earned) for row in api.standings("example")] == [(1, True), (2, False)]


@pytest.mark.parametrize("key", ["library-v1:Ex+Lib", "ccx-v1:Ex+1x+2026+ccx@1", "nonsense"])
def test_a_context_without_a_course_run_matches_no_course(program: Program, key: str) -> None:
    assert [p.key for p in api.list_programs(course_run=key)] == ["example"]
    assert not any(r.is_this_course for r in api.get_outline(UUID_A, course_run=key, now=NOW).requirements)
