"""Test leases, locks and workers on PostgreSQL, with a short form of the tests on MariaDB."""

from __future__ import annotations

import json

from tests.services.lock_waits import waits_for_rows
from tests.services.postgresql import PrivatePostgreSQL

ROUNDS = 10


def test_a_grade_never_waits_for_a_workers_lock(postgresql_process) -> None:
    result = json.loads(postgresql_process("tests.pipeline.grade_beside_a_lock"))
    assert (result["grades"], result["hints"]) == (1, 2)


def test_sixteen_workers_neither_lose_nor_delay_grades(
    postgresql_process, migrated_postgresql: PrivatePostgreSQL
) -> None:
    said_before = len(migrated_postgresql.log.read_text())
    result = json.loads(postgresql_process("tests.pipeline.grades_beside_workers", "0"))
    assert result["sent"] == result["kept"] >= 400
    assert (result["undone"], result["hints_lost"]) == (0, [])
    assert len(set(result["backends"])) == 4
    assert waits_for_rows(migrated_postgresql.log.read_text()[said_before:], result["backends"]) == []
    assert (result["hints_left"], result["standings_that_differ"]) == (0, [])
    assert (result["ledger_breaks"], result["worker_errors"], result["failed"]) == ([], [], [])


def test_sixteen_workers_issue_one_certificate_without_errors(postgresql_process) -> None:
    result = json.loads(postgresql_process("tests.reliability.one_certificate", str(ROUNDS)))
    assert (result["errors"], result["failed"], result["ledger_breaks"]) == ([], [], [])
    assert (result["credentials"], result["hints_left"], result["orders_left"]) == (ROUNDS, 0, 0)
    assert (result["most_credentials"], result["most_decisions"], result["most_announcements"]) == (1, 1, 1)


def test_an_import_keeps_its_number_beside_another_import_and_a_new_learner(
    postgresql_process,
) -> None:
    result = json.loads(postgresql_process("tests.pipeline.imports_beside_each_other"))
    # A new learner's decision waits for an import that has counted, and makes the number of the next import stale.
    assert (result["same"], result["stale"]) == (["version 2", "version None"], ["refused: 4"])
    assert result["order"] == ["the count ends", "version 3", "the decision commits"]
    assert (result["versions"], result["standings"]) == (3, 4)
