"""Test that a decision can be recomputed from its inputs and the rules' version, unless the learner was erased."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from micromasters_plugin import api
from micromasters_plugin.data import Attempt
from micromasters_plugin.domain.standing import evaluate
from micromasters_plugin.ledger import appending, erasing
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.ledger.payload import decision_payload
from micromasters_plugin.pipeline.sweep import sweep
from micromasters_plugin.programs.definition.json import to_json
from micromasters_plugin.programs.models import Program, ProgramVersion
from micromasters_plugin.programs.registry import parse_version
from micromasters_plugin.standings.inputs import Inputs
from micromasters_plugin.standings.snapshot import inputs_to_json
from tests.domain.strategies import attempts_lists, programs
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW, pass_everything

PROGRAMS, DECISIONS = 40, 250


def draw_examples(strategy, count: int) -> list:
    """Return ``count`` examples from a strategy."""
    found: list = []

    @settings(
        max_examples=count,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(strategy)
    def collect(value) -> None:
        found.append(value)

    collect()
    return found


@pytest.mark.parametrize("count", [5, pytest.param(PROGRAMS, marks=pytest.mark.soak)])
def test_thousands_of_stored_decisions_recompute_without_a_difference(db: None, count: int) -> None:
    rules = draw_examples(programs(), count)[:count]
    inputs: list[list[Attempt]] = draw_examples(attempts_lists(), DECISIONS)
    chance = random.Random(7)
    total = 0
    for number, rule in enumerate(rules):
        rule = replace(rule, uuid=str(UUID(int=number + 1)))
        program = Program.objects.create(uuid=UUID(int=number + 1), key=f"p{number}", title="Drawn")
        row = ProgramVersion.objects.create(
            program=program, number=1, effective_from=rule.effective_from, definition=to_json(rule), source=""
        )
        version = parse_version(row)
        decisions = []
        for user_id in range(DECISIONS):
            attempts = chance.choice(inputs)
            payload = decision_payload(
                version, inputs_to_json(Inputs(tuple(attempts))), evaluate(version.rules, attempts, now=NOW)
            )
            decisions.append((user_id, payload))
        appending.append(program.id, decisions, now=NOW)
        report = api.recompute_ledger(program.key)
        assert report.differences == ()
        total += report.recomputed
    assert total == count * DECISIONS


def test_decisions_of_the_pipeline_recompute(program: Program, platform: FakePlatform) -> None:
    for user_id in (1, 2, 3):
        pass_everything(platform, user_id, 0.5 + user_id / 10)
    sweep(now=NOW)
    report = api.recompute_ledger("example")
    assert (report.recomputed, report.erased, report.differences) == (3, 0, ())


def test_a_decision_that_recomputes_differently_is_named(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    sweep(now=NOW)
    entry = LedgerEntry.objects.get()
    payload = json.loads(entry.payload) | {"earned": False}
    LedgerEntry.objects.update(payload=json.dumps(payload))
    assert api.recompute_ledger("example").differences == ("entry 1: the recomputed decision differs",)


def test_an_erased_decision_is_counted_and_left_out(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    sweep(now=NOW)
    erasing.erase(7, now=NOW)
    report = api.recompute_ledger("example")
    assert (report.recomputed, report.erased) == (0, 1)
