"""Test that the ledger of decisions shows every change of its entries, and survives the erasure of a person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from micromasters_plugin import api
from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.ledger import checking, erasing
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.pipeline.sweep import sweep
from micromasters_plugin.programs.models import Program
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything


def test_events_that_change_nothing_add_nothing_to_the_ledger(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    api.run_pending(now=NOW)
    entries = LedgerEntry.objects.count()
    for _ in range(3):
        hint()
        api.run_pending(now=NOW)
    assert (LedgerEntry.objects.count(), Credential.objects.count(), Candidate.objects.count()) == (entries, 1, 1)


def test_the_ledger_is_intact_and_shows_an_edit(program: Program, platform: FakePlatform) -> None:
    for user_id in (1, 2, 3):
        pass_everything(platform, user_id)
    sweep(now=NOW)
    assert checking.find_breaks(program.id) == []
    LedgerEntry.objects.filter(seq=2).update(payload="{}")
    assert checking.find_breaks(program.id) == ["the payload of entry 2 does not fit its commitment"]


def test_erasing_a_person_twice_leaves_the_ledger_intact_and_no_trace(program: Program, platform: FakePlatform) -> None:
    for user_id in (LEARNER, 8):
        pass_everything(platform, user_id)
    sweep(now=NOW)
    assert (erasing.erase(LEARNER, now=NOW), erasing.erase(LEARNER, now=NOW)) == ((1, 0), (0, 0))
    assert checking.find_breaks(program.id) == []
    assert list(LedgerEntry.objects.filter(payload="").values_list("user_id", "salt")) == [(None, "")]
    full_entries = LedgerEntry.objects.exclude(payload="").order_by("seq")
    assert list(full_entries.values_list("user_id", "kind")) == [(8, "decision"), (None, "erasure")]


def test_the_commitment_covers_the_learner_of_an_entry(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    sweep(now=NOW)
    LedgerEntry.objects.update(user_id=8)
    assert checking.find_breaks(program.id) == ["the payload of entry 1 does not fit its commitment"]


def test_an_entry_beyond_the_head_is_found(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    sweep(now=NOW)
    entry = LedgerEntry.objects.get()
    entry.pk, entry.seq = None, 2
    entry.save()
    assert checking.find_breaks(program.id) == ["entry 2 comes after the head"]


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (lambda: LedgerEntry.objects.filter(seq=2).delete(), "entry 2 is missing"),
        (lambda: LedgerEntry.objects.filter(seq=3).delete(), "the ledger ends at entry 2, but its head says 3"),
        (
            lambda: LedgerEntry.objects.filter(seq=2).update(time=NOW + timedelta(days=1)),
            "entry 2 does not follow from the previous entry",
        ),
    ],
)
def test_the_ledger_shows_removal_truncation_and_redating(
    program: Program, platform: FakePlatform, tamper, found: str
) -> None:
    for user_id in (1, 2, 3):
        platform.pass_run(user_id, run_of("1x"))
        hint(user_id)
    sweep(now=NOW)
    tamper()
    assert found in checking.find_breaks(program.id)
