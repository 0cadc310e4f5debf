"""Test R10: if a grade drops or disappears without an event, the next reconciliation applies the drop policy."""

from __future__ import annotations

import json


def test_a_full_reconciliation_applies_the_drop_policy_to_dropped_and_deleted_grades(mariadb_process) -> None:
    result = json.loads(mariadb_process("tests.reliability.vanishing"))
    assert result["swept"] == {"review": ["valid"] * 3, "revoke": ["valid"] * 3}
    assert result["reconciled"] == {
        "review": ["valid, staff are asked", "valid, staff are asked", "valid"],
        "revoke": ["revoked", "revoked", "valid"],
    }
