"""What SQLite cannot show: real locks, real deadlocks, many workers."""

from __future__ import annotations

import json


def test_a_grade_waits_for_no_lock_of_a_worker(mariadb_process) -> None:
    result = json.loads(mariadb_process("tests.progress.grade_beside_a_lock"))
    assert (result["grades"], result["hints"]) == (1, 2)
    assert result["seconds"] < 1.0


def test_two_programs_hinted_in_opposite_orders_lose_no_grade_beside_sixteen_workers(mariadb_process) -> None:
    result = json.loads(mariadb_process("tests.progress.grades_beside_workers", "100"))
    assert (result["sent"], result["kept"], result["undone"]) == (400, 400, 0)
    assert (result["hints_left"], result["standings"]) == (0, 40)
    assert result["ledger_breaks"] == []
    assert (result["worker_errors"], result["failed"]) == ([], [])
