"""Test that learners read which rules bind them, and when these rules began to bind them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.data import LearnerProgress
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.models import Program, ProgramVersion
from micromasters_plugin.programs.tracking import tracked_runs
from tests.agreeing import import_and_agree
from tests.factories import UUID_A, program_text, run_of
from tests.fakes import START, FakePlatform
from tests.pipeline.learner import LEARNER, NOW

IMPORTED = datetime(2026, 3, 2, 12, tzinfo=UTC)
imports = count()


@pytest.fixture
def learner(program: Program, platform: FakePlatform) -> FakePlatform:
    platform.enroll(LEARNER, run_of("1x"), created=START)
    api.reconcile(now=NOW)
    return platform


def progress() -> LearnerProgress:
    return api.get_progress(UUID_A, user_id=LEARNER, now=NOW)


def in_words() -> str:
    return api.explain_in_words(UUID_A, user_id=LEARNER, actor=OPERATOR, for_learner=True, now=NOW)


def change_rules(text: str) -> None:
    import_and_agree(text, now=NOW)
    # A process caches a version by id and time of import, and tests use ids again.
    created = IMPORTED + timedelta(microseconds=next(imports))
    ProgramVersion.objects.filter(number=2).update(created=created)
    tracked_runs.forget()
    api.reconcile(now=NOW)


def test_a_learner_reads_the_date_and_the_number_of_the_rules(learner: FakePlatform) -> None:
    found = progress()
    assert (found.rules_from, found.rules_number, found.rules_changed) == (date(2025, 1, 1), 1, None)
    assert "Rules of Jan. 1, 2025 (version 1)." in in_words()


def test_a_re_bound_learner_reads_the_day_of_the_import(learner: FakePlatform) -> None:
    change_rules(program_text("1x", "2x", bar="0.70"))
    found = progress()
    assert (found.rules_from, found.rules_number, found.rules_changed) == (date(2025, 1, 1), 2, date(2026, 3, 2))
    words = in_words()
    assert "Rules of Jan. 1, 2025 (version 2); changed on March 2, 2026." in words


def test_a_learner_who_begins_under_new_rules_reads_no_change(learner: FakePlatform) -> None:
    change_rules(program_text("1x", "2x", bar="0.70").replace("2025-01-01", "2026-04-01"))
    learner.enroll(LEARNER, run_of("1x"), created=NOW)
    api.reconcile(now=NOW)
    assert (progress().rules_number, progress().rules_changed) == (2, None)


def test_the_days_are_days_in_the_zone_of_the_program(learner: FakePlatform) -> None:
    text = program_text("1x", "2x").replace("kind:", "timezone: Pacific/Auckland\nkind:", 1)
    change_rules(text.replace("2025-01-01", "2025-02-03"))
    assert (progress().rules_from, progress().rules_changed) == (date(2025, 2, 3), date(2026, 3, 3))


def test_a_learner_who_was_never_evaluated_reads_no_rules(program: Program, platform: FakePlatform) -> None:
    found = progress()
    assert (found.rules_from, found.rules_changed) == (None, None)


def test_the_rules_take_no_query_of_their_own(learner: FakePlatform) -> None:
    progress()
    with CaptureQueriesContext(connection) as queries:
        progress()
    assert len(queries) <= 3
