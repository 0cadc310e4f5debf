"""Leases, locks and workers are alike on PostgreSQL: what is shown at length on MariaDB, once more and briefly."""

from __future__ import annotations

import json

import pytest

ROUNDS = 10


def test_a_grade_waits_for_no_lock_of_a_worker(postgresql_process) -> None:
    result = json.loads(postgresql_process("tests.pipeline.grade_beside_a_lock"))
    assert (result["grades"], result["hints"]) == (1, 2)


@pytest.mark.alone  # a wait of a tenth of a second for a page to append to is an error there
def test_sixteen_workers_beside_grades_lose_none(postgresql_process) -> None:
    result = json.loads(postgresql_process("tests.pipeline.grades_beside_workers", "0"))
    assert result["sent"] == result["kept"] >= 400
    assert (result["undone"], result["hints_lost"]) == (0, [])
    assert (result["hints_left"], result["standings_that_differ"]) == (0, [])
    assert (result["ledger_breaks"], result["worker_errors"], result["failed"]) == ([], [], [])


def test_sixteen_workers_at_one_learner_give_one_certificate_and_no_error(postgresql_process) -> None:
    result = json.loads(postgresql_process("tests.reliability.one_certificate", str(ROUNDS)))
    assert (result["errors"], result["failed"], result["ledger_breaks"]) == ([], [], [])
    assert (result["credentials"], result["hints_left"], result["orders_left"]) == (ROUNDS, 0, 0)
    assert (result["most_credentials"], result["most_decisions"], result["most_announcements"]) == (1, 1, 1)
