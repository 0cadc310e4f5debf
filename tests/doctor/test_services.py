"""Test that the doctor finds clocks that differ, and a broker that refuses connections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from micromasters_plugin.doctor import services
from micromasters_plugin.tasks import evaluate_hints
from tests.doctor.conftest import codes
from tests.pipeline.learner import NOW


def test_clocks_that_differ_are_found(db: None) -> None:
    with patch.object(services, "database_time", return_value=timezone.now() - timedelta(seconds=30)):
        [finding] = services.check_clock(NOW)
    assert finding.code == "clock_skew"
    assert "30 s" in finding.text


def test_the_time_of_the_database_is_read_in_utc(db: None) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)  # a database may truncate fractions of a second
    assert before <= services.database_time() <= datetime.now(UTC)


def test_the_time_of_a_mysql_is_read_in_utc_whatever_its_session_shows(mariadb_process: Callable[..., str]) -> None:
    assert mariadb_process("tests.doctor.mysql_clock") == "in UTC\n"


def test_a_broker_that_refuses_is_found_and_no_worker_is_asked(settings: Any, closed_broker: None) -> None:
    settings.MICROMASTERS_TASK_DELAY_SECONDS = 2.0
    assert (codes("broker"), codes("workers")) == (["broker_unreachable"], [])


def test_no_broker_is_asked_where_tasks_run_in_place(
    settings: Any, closed_broker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MICROMASTERS_TASK_DELAY_SECONDS = 2.0
    monkeypatch.setitem(evaluate_hints.app.conf.changes, "task_always_eager", True)
    assert (codes("broker"), codes("workers")) == ([], [])
