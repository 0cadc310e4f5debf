"""R9: reconciling where nothing is to be done writes nothing, and takes no more memory for ten times the learners."""

from __future__ import annotations

import json

#: What a batch may vary by. Holding ten thousand evaluations takes some fifty.
FLAT_MIB = 8.0


def test_a_second_reconciliation_writes_nothing_and_is_flat_in_memory(mariadb_process) -> None:
    result = json.loads(mariadb_process("tests.reliability.reconciling_again"))
    small, large = result["small"], result["large"]
    assert (small["compared"], large["compared"]) == (1_000, 10_000)
    assert (small["written"], large["written"]) == (0, 0)
    assert large["peak_mib"] - small["peak_mib"] < FLAT_MIB
