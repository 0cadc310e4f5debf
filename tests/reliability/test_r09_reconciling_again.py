"""Test R9: a reconciliation without due learners writes nothing.

A reconciliation of ten times as many learners needs no more memory.
"""

from __future__ import annotations

import json

import pytest

#: The tolerated difference of memory, in MiB. For comparison, ten thousand evaluations in memory take about 50 MiB.
FLAT_MIB = 8.0


@pytest.mark.parametrize(("few", "many"), [(500, 5_000), pytest.param(1_000, 10_000, marks=pytest.mark.soak)])
def test_a_second_reconciliation_writes_nothing_in_constant_memory(mariadb_process, few: int, many: int) -> None:
    result = json.loads(mariadb_process("tests.reliability.reconciling_again", str(few), str(many)))
    small, large = result["small"], result["large"]
    assert (small["compared"], large["compared"]) == (few, many)
    assert (small["written"], large["written"]) == (0, 0)
    assert large["peak_mib"] - small["peak_mib"] < FLAT_MIB
