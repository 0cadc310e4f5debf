"""Test that the doctor finds a ledger that was changed, and a key that is missing or unusable."""

from __future__ import annotations

from typing import Any

import pytest

from micromasters_plugin.data import Severity
from micromasters_plugin.doctor import examination
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.programs.models import Program
from tests.doctor.conftest import LATER, codes
from tests.pipeline.learner import NOW


def test_a_ledger_that_was_changed_is_found(sound: Program) -> None:
    LedgerEntry.objects.update(time=LATER)
    assert codes("ledgers") == ["ledger_broken"]


@pytest.mark.parametrize(("source", "severity"), [("", Severity.WARNING), ("env:NOWHERE", Severity.ERROR)])
def test_a_missing_key_is_a_warning_and_an_unusable_one_an_error(
    sound: Program, settings: Any, source: str, severity: Severity
) -> None:
    settings.MICROMASTERS_LEDGER_KEY = source
    [finding] = examination.CHECKS["key"](NOW)
    assert (finding.code, finding.severity) == ("ledger_key", severity)
