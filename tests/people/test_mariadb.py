"""Test that erasing on MariaDB reads a constant number of rows, waits only for the ledger's head, and is idempotent."""

from __future__ import annotations

import json


def test_erasing_waits_for_no_rows_of_others_and_reads_a_constant_number(mariadb_process) -> None:
    found = json.loads(mariadb_process("tests.people.erase_beside_strangers"))
    assert (found["waited"], found["waited_for_head"]) == (False, True)
    few, many = found["rows_read"]
    assert many <= few + 100
    assert (found["errors"], found["erasures"], found["breaks"]) == ([], 1, [])
