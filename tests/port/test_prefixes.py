"""Test that each database finds a course's runs by an index, and does not read every run of the site."""

from __future__ import annotations

import json

from tests.port.run_prefixes import WANTED


def test_mariadb_reads_the_range_of_the_prefix(mariadb_process) -> None:
    result = json.loads(mariadb_process("tests.port.run_prefixes"))
    assert result["found"] == WANTED
    assert " range " in f" {result['plan']} " and " ALL " not in result["plan"]


def test_postgresql_looks_into_its_index_of_patterns(postgresql_process) -> None:
    result = json.loads(postgresql_process("tests.port.run_prefixes"))
    assert result["found"] == WANTED
    assert "Seq Scan" not in result["plan"]
