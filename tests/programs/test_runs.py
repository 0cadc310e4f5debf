"""Test that grades of a deleted run still count, and that the plugin no longer offers the run."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from micromasters_plugin import api
from micromasters_plugin.credentials.models import CredentialReview
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.models import Program, TrackedRun
from micromasters_plugin.programs.runs import refresh_runs
from micromasters_plugin.standings.models import Standing
from tests.factories import UUID_A, program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, pass_everything

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def deleted_run(program: Program, platform: FakePlatform) -> str:
    """Let a learner earn everything, and let the platform stop listing the run in which the learner passed Ex+2x."""
    pass_everything(platform)
    api.run_pending(now=NOW)
    run = run_of("2x")
    del platform.runs[run]
    api.run_pending(now=LATER)
    return run


def test_a_requirement_earned_in_a_deleted_run_stays_earned(deleted_run: str) -> None:
    api.reconcile(now=LATER)
    assert Standing.objects.get().earned
    assert not CredentialReview.objects.exists()


def test_a_deleted_run_is_shown_with_its_title_and_without_price_or_address(deleted_run: str) -> None:
    requirement = api.get_progress(UUID_A, user_id=LEARNER, now=LATER).requirements[1]
    run = requirement.course_run
    assert run is not None and run.key == deleted_run and run.title
    assert (run.url, run.upgrade_price) == ("", None)


def test_a_deleted_run_is_never_offered(deleted_run: str) -> None:
    assert api.get_outline(UUID_A, now=LATER).requirements[1].next_run is None


def test_a_restored_run_is_offered_again(deleted_run: str, platform: FakePlatform) -> None:
    platform.add_run(deleted_run)
    api.run_pending(now=LATER + timedelta(hours=1))
    assert TrackedRun.objects.get(run_key=deleted_run).gone is None
    assert api.get_outline(UUID_A, now=LATER).requirements[1].next_run is not None


@pytest.mark.parametrize("year", [1, 9999])
def test_a_run_of_a_year_outside_the_calendar_has_no_date(program: Program, platform: FakePlatform, year: int) -> None:
    odd = datetime(year, 12, 31, 23, tzinfo=UTC)
    platform.add_run(run_of("1x"), start=odd, end=odd, enrollment_end=odd, upgrade_deadline=odd, url="u")
    refresh_runs(now=datetime(2026, 6, 1, tzinfo=UTC))
    row = TrackedRun.objects.get(run_key=run_of("1x"))
    assert {row.start, row.end, row.enrollment_end, row.upgrade_deadline} == {None}


def test_a_courses_name_is_cleaned_like_a_persons_name(program: Program, platform: FakePlatform) -> None:
    run = platform.add_run(run_of("1x"))
    platform.runs[run.key] = replace(run, title="\u202eOne\x1b[31m" + "x" * 400)
    refresh_runs(now=datetime(2026, 6, 1, tzinfo=UTC))
    assert TrackedRun.objects.get(run_key=run.key).title == ("One[31m" + "x" * 400)[:200]


def test_a_listed_run_that_the_platform_deleted_before_the_import_counts_with_unknown_dates(
    db: None, platform: FakePlatform
) -> None:
    old = "Ex/1x/2013_Spring"
    platform.pass_run(LEARNER, old)
    del platform.runs[old]
    runs = f"      runs: [{old}, {run_of('1x')}]\n"
    text = program_text("1x").replace("title: Course 1x\n", f"title: Course 1x\n{runs}")
    api.import_program(text, actor=OPERATOR)
    api.reconcile(now=NOW)
    standing = Standing.objects.get()
    assert standing.earned
    assert [attempt["course_run"] for attempt in standing.inputs["attempts"]] == [old]
    assert "run_start" not in standing.inputs["attempts"][0]


def test_an_unlisted_run_that_the_platform_deleted_before_the_import_cannot_be_found(
    db: None, platform: FakePlatform
) -> None:
    old = "Ex/1x/2013_Spring"
    platform.pass_run(LEARNER, old)
    platform.enroll(LEARNER, run_of("1x"))
    del platform.runs[old]
    api.import_program(program_text("1x"), actor=OPERATOR)
    api.reconcile(now=NOW)
    assert not Standing.objects.get().earned
