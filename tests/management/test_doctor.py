"""Test that ``micromasters doctor`` prints text for people and JSON for monitoring."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError

from micromasters_plugin.ledger.models import LedgerHead
from micromasters_plugin.programs.models import Program
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.management.test_command import run


@pytest.fixture
def reachable(program: Program, platform: FakePlatform) -> Program:
    for number in ("1x", "2x"):
        platform.add_run(run_of(number))
    return program


def test_warnings_come_with_a_remedy_and_status_0(reachable: Program) -> None:
    output = run("doctor").splitlines()
    assert output[0].startswith("warning ledger_key: ")
    assert "openssl genpkey" in output[1]
    assert output[-1].endswith(" checks, 0 errors, 1 warnings")


def test_monitoring_reads_json(reachable: Program) -> None:
    found = json.loads(run("doctor", "--json"))
    assert [(finding["code"], finding["severity"]) for finding in found["findings"]] == [("ledger_key", "warning")]
    assert "wiring" in found["checks"]


def test_an_error_ends_with_status_1(reachable: Program) -> None:
    LedgerHead.objects.create(program=reachable, seq=5, hash="x")
    with pytest.raises(CommandError) as refused:
        run("doctor")
    assert refused.value.returncode == 1
