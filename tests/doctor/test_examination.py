"""Test that the doctor makes every check, finds nothing on a site without faults, and has a guide to each finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from micromasters_plugin import api
from micromasters_plugin.data import Severity
from micromasters_plugin.doctor import examination
from micromasters_plugin.inbox.models import ParkedEvent
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.programs.models import Program
from tests.doctor.conftest import LATER, codes
from tests.needs import REPOSITORY
from tests.pipeline.learner import NOW


@pytest.mark.parametrize("check", examination.CHECKS)
def test_no_check_finds_anything_on_a_sound_site(sound: Program, check: str) -> None:
    assert codes(check, LATER) == []


def test_the_report_on_a_sound_site_names_every_check(sound: Program) -> None:
    found = api.diagnose(now=NOW)
    assert (found.checks, found.findings, found.errors) == (tuple(examination.CHECKS), (), 0)


def test_a_check_that_breaks_is_a_finding_and_stops_no_other(sound: Program) -> None:
    def broken(now: datetime) -> Iterator[Any]:
        raise RuntimeError("no such table")

    with patch.dict(examination.CHECKS, {"clock": broken}):
        [finding] = api.diagnose(now=NOW).findings
    assert (finding.code, finding.severity) == ("check_broke", Severity.ERROR)
    assert "'clock'" in finding.text


def test_errors_come_before_warnings(sound: Program) -> None:
    ParkedEvent.objects.create(event_type="x", reason="x", payload="x", created=NOW)
    LedgerEntry.objects.all().delete()
    assert [f.severity for f in api.diagnose(now=NOW).findings] == [Severity.ERROR, Severity.WARNING]


def test_the_operators_guide_names_every_check_and_every_finding() -> None:
    guide = (REPOSITORY / "docs" / "getting-started" / "operators.rst").read_text(encoding="utf-8")
    sources = [path.read_text(encoding="utf-8") for path in Path(examination.__file__).parent.glob("*.py")]
    findings = {code for source in sources for code in re.findall(r'Finding\(\s*"([a-z_]+)"', source)}
    assert len(findings) > 15
    assert [name for name in (*examination.CHECKS, *sorted(findings)) if f"``{name}``" not in guide] == []
