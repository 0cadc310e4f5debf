"""Test R1: no accepted grade is lost, even if writes fail at random and graders die before they write hints."""

from __future__ import annotations

import json

import pytest

#: The number of learners, the lowest number of failed writes, and the lowest number of killed graders.
SHORT, THOUSAND_EVENTS = (50, 5, 4), (125, 30, 10)


@pytest.mark.parametrize(
    ("learners", "failed", "killed"), [SHORT, pytest.param(*THOUSAND_EVENTS, marks=pytest.mark.soak)]
)
def test_no_grade_is_lost_among_failing_writes_and_killed_graders(
    mariadb_process, learners: int, failed: int, killed: int
) -> None:
    result = json.loads(mariadb_process("tests.reliability.failing_writes", str(learners)))
    assert result["events"] == 8 * learners
    # Check that many writes failed, and that some grades were found only through the platform's dated changes.
    assert (result["failed_writes"] > failed, result["killed"] > killed, result["unseen_before"] > 0) == (True,) * 3
    assert result["found"] > 0
    assert (result["differences"], result["hints_left"], result["errors_left"]) == ([], 0, [])
    assert result["ledger_breaks"] == []
