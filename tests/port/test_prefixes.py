"""Each database finds a course's runs by an index, never by reading every run of the site."""

from __future__ import annotations

import json

from tests.port.run_prefixes import WANTED


def test_mariadb_reads_the_range_of_the_prefix(mariadb_process) -> None:
    told = json.loads(mariadb_process("tests.port.run_prefixes"))
    assert told["found"] == WANTED
    assert " range " in f" {told['plan']} " and " ALL " not in told["plan"]


def test_postgresql_looks_into_its_index_of_patterns(postgresql_process) -> None:
    told = json.loads(postgresql_process("tests.port.run_prefixes"))
    assert told["found"] == WANTED
    assert "Seq Scan" not in told["plan"]
