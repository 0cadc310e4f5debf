"""R10: if a grade drops or disappears without an event, the next reconciliation acts by the program's policy."""

from __future__ import annotations

import json


def test_a_dropped_and_a_deleted_grade_are_acted_on_by_policy_at_the_next_full_reconciliation(mariadb_process) -> None:
    result = json.loads(mariadb_process("tests.reliability.vanishing"))
    assert result["swept"] == {"review": ["valid"] * 3, "revoke": ["valid"] * 3}
    assert result["reconciled"] == {
        "review": ["valid, staff are asked", "valid, staff are asked", "valid"],
        "revoke": ["revoked", "revoked", "valid"],
    }
