"""Test that a decision stores the date of the learner's first enrollment, which decides the version of the learner."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.factories import program_text, run_of
from tests.fakes import START, FakePlatform
from tests.pipeline.learner import LEARNER, NOW, hint, standing

EARLIER = datetime(2025, 6, 1, tzinfo=UTC)


def test_the_first_enrollment_is_stored(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, run_of("1x"))
    platform.enroll(LEARNER, run_of("2x"), created=EARLIER, is_active=False)
    hint()
    api.run_pending(now=NOW)
    assert standing().pinned_at == EARLIER


def test_a_grade_without_an_enrollment_pins_nobody(program: Program, platform: FakePlatform) -> None:
    platform.add_learner(LEARNER)
    platform.grade(LEARNER, run_of("1x"), 0.9)
    hint()
    api.run_pending(now=NOW)
    assert standing().pinned_at is None


def test_an_enrollment_in_a_run_of_another_version_counts(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, run_of("1x"))
    platform.enroll(LEARNER, run_of("3x"), created=EARLIER)
    api.reconcile(now=NOW)
    assert standing().pinned_at == START
    api.import_program(program_text("1x", "2x", "3x").replace("2025-01-01", "2030-01-01"), actor=OPERATOR)
    tracked_runs.forget()
    api.reconcile(now=NOW)
    assert standing().pinned_at == EARLIER


def test_a_comparison_of_all_learners_fills_in_a_missing_date(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, run_of("1x"))
    api.reconcile(now=NOW)
    Standing.objects.update(pinned_at=None, fingerprint="of an earlier release")
    api.reconcile(now=NOW)
    assert standing().pinned_at == START


def test_the_date_takes_no_query_of_its_own(program: Program, platform: FakePlatform) -> None:
    def queries(user_ids: range) -> int:
        for user_id in user_ids:
            platform.pass_run(user_id, run_of("1x"))
            hint(user_id)
        with CaptureQueriesContext(connection) as captured:
            api.run_pending(now=NOW)
        return len(captured)

    assert queries(range(1, 2)) >= queries(range(2, 12))
