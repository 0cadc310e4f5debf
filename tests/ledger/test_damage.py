"""Test that a damaged definition is reported in words, and that no check, export or recomputation crashes."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest

from micromasters_plugin import api
from micromasters_plugin.exceptions import UnreadableDefinitionError
from micromasters_plugin.ledger.checking import find_breaks
from micromasters_plugin.programs.models import Program, ProgramVersion
from tests.fakes import FakePlatform
from tests.ledger.files import new_key_pem
from tests.pipeline.learner import NOW, pass_everything

DAMAGE: list[dict[str, Any]] = [
    {"title": "half a pair \ud800"},
    {"program": "no uuid"},
    {"a": 10**400},
    {"a": json.loads("[" * 300 + "]" * 300)},
]


@pytest.mark.parametrize("damage", DAMAGE, ids=["surrogate", "no uuid", "long number", "deep"])
def test_damage_to_a_definition_is_found(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch, settings: Any, damage: dict[str, Any]
) -> None:
    monkeypatch.setenv("LEDGER_PEM", new_key_pem().decode())
    settings.MICROMASTERS_LEDGER_KEY = "env:LEDGER_PEM"
    pass_everything(platform)
    api.run_pending(now=NOW)
    head = "".join(api.export_ledger("example", people=False, now=NOW)).splitlines()[0]
    row = ProgramVersion.objects.get()
    row.definition.update(damage)
    row.save(update_fields=["definition"])
    assert find_breaks(program.id) == ["the definition of version 1 differs from the definition that entry 1 names"]
    lines = [line.encode().decode() for line in api.export_ledger("example", people=True, now=NOW)]
    assert any("definition of version 1" in problem for problem in api.verify_ledger(lines, held_head=head).problems)
    with suppress(UnreadableDefinitionError):
        assert api.recompute_ledger("example").differences


@pytest.mark.parametrize("day", ["2024-12-31", "2031-01-01"])
def test_a_version_redated_in_the_table_alone_is_found(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch, settings: Any, day: str
) -> None:
    monkeypatch.setenv("LEDGER_PEM", new_key_pem().decode())
    settings.MICROMASTERS_LEDGER_KEY = "env:LEDGER_PEM"
    pass_everything(platform)
    api.run_pending(now=NOW)
    head = api.ledger_head("example", now=NOW)
    ProgramVersion.objects.update(effective_from=f"{day}T00:00:00+00:00")
    assert find_breaks(program.id)[0] == "example version 1 has different dates in its table and in its definition"
    for people in (True, False):
        lines = api.export_ledger("example", people=people, now=NOW)
        assert any("definition of version 1" in each for each in api.verify_ledger(lines, held_head=head).problems)
