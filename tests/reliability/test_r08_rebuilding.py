"""Test R8: one reconciliation repairs the loss of any share of the hints or of the derived rows."""

from __future__ import annotations

import json


def test_one_reconciliation_rebuilds_any_lost_rows(mariadb_process) -> None:
    result = json.loads(mariadb_process("tests.reliability.rebuilding"))
    assert [(trial["percent"], trial["deleted"]) for trial in result["hints"]] == [
        (1, 1),
        (10, 10),
        (50, 50),
        (100, 100),
    ]
    assert [trial["deleted"] >= trial["percent"] for trial in result["derived"]] == [True] * 4
    assert {kind: [trial["differences"] for trial in trials] for kind, trials in result.items()} == {
        "hints": [[]] * 4,
        "derived": [[]] * 4,
    }
