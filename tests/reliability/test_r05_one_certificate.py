"""Test R5: sixteen workers that compete for one learner and program always issue one certificate."""

from __future__ import annotations

import json

import pytest


@pytest.mark.parametrize("rounds", [20, pytest.param(200, marks=pytest.mark.soak)])
def test_sixteen_workers_issue_one_certificate_without_errors(mariadb_process, rounds: int) -> None:
    result = json.loads(mariadb_process("tests.reliability.one_certificate", str(rounds)))
    assert (result["errors"], result["failed"], result["ledger_breaks"]) == ([], [], [])
    assert (result["standings"], result["credentials"]) == (rounds, rounds)
    assert (result["hints_left"], result["orders_left"]) == (0, 0)
    assert (result["most_credentials"], result["most_decisions"], result["most_announcements"]) == (1, 1, 1)
