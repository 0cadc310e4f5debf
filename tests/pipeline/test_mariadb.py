"""Test real locks, real deadlocks and many workers on MariaDB, because SQLite has no such locks."""

from __future__ import annotations

import json

import pytest

#: The duration of the run in seconds. The short run ends when each grader has sent its minimum number of grades.
A_MOMENT, A_MINUTE = 0, 60


def test_a_grade_never_waits_for_a_workers_lock(mariadb_process) -> None:
    result = json.loads(mariadb_process("tests.pipeline.grade_beside_a_lock"))
    assert (result["grades"], result["hints"]) == (1, 2)


@pytest.mark.parametrize("seconds", [A_MOMENT, pytest.param(A_MINUTE, marks=pytest.mark.soak)])
def test_sixteen_workers_neither_lose_nor_delay_grades_of_two_programs_in_opposite_orders(
    mariadb_process, seconds: int
) -> None:
    result = json.loads(mariadb_process("tests.pipeline.grades_beside_workers", str(seconds)))
    assert result["sent"] == result["kept"] >= 400
    assert (result["undone"], result["hints_lost"]) == (0, [])  # a grade that waits for a lock is lost
    assert (result["hints_left"], result["standings_that_differ"]) == (0, [])
    assert result["ledger_breaks"] == []
    assert (result["worker_errors"], result["failed"]) == ([], [])


def test_an_import_keeps_its_number_beside_another_import_and_a_new_learner(
    mariadb_process,
) -> None:
    result = json.loads(mariadb_process("tests.pipeline.imports_beside_each_other"))
    # A new learner's decision waits for an import that has counted, and makes the number of the next import stale.
    assert (result["same"], result["stale"]) == (["version 2", "version None"], ["refused: 4"])
    assert result["order"] == ["the count ends", "version 3", "the decision commits"]
    assert (result["versions"], result["standings"]) == (3, 4)
