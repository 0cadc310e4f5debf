"""Test that a check of the ledger finds overwritten rules and overwritten acts of people."""

from __future__ import annotations

import json
from typing import Any

import pytest

from micromasters_plugin import api
from micromasters_plugin.data import EntryKind
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.ledger import checking
from micromasters_plugin.ledger.chain import commit, link_hash
from micromasters_plugin.ledger.models import LedgerEntry, LedgerHead, LedgerReason
from micromasters_plugin.ledger.rows import time_text
from micromasters_plugin.ledger.signing import sign
from micromasters_plugin.ledger.verifying import verify
from micromasters_plugin.pipeline.sweep import sweep
from micromasters_plugin.programs.models import Program, ProgramVersion
from micromasters_plugin.standings import recomputing
from tests.factories import UUID_A, UUID_B, program_text, run_of
from tests.fakes import FakePlatform
from tests.ledger.files import as_lines, chain, new_key_pem, unsigned_head
from tests.pipeline.learner import LEARNER, NOW, pass_everything

STAFF = 99
PROBLEM = "the definition of version 1 differs from the definition that entry 1 names"


@pytest.fixture
def decided(program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Program:
    """Let a learner earn the program on a site that has a key."""
    monkeypatch.setenv("LEDGER_PEM", new_key_pem().decode())
    settings.MICROMASTERS_LEDGER_KEY = "env:LEDGER_PEM"
    pass_everything(platform)
    sweep(now=NOW)
    return program


def exported(*, people: bool = True) -> list[str]:
    return list(api.export_ledger("example", people=people, now=NOW))


def lower_the_bar(program: Program) -> None:
    """Overwrite the stored definition, as somebody with write access to every table can."""
    row = ProgramVersion.objects.get(program=program)
    row.definition["root"]["children"][0]["passing_grade"] = "0.10"
    row.save(update_fields=["definition"])


def payload(seq: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(LedgerEntry.objects.get(seq=seq).payload)
    return found


def rewrite(program: Program, seq: int, text: str) -> None:
    """Replace the payload of the last entry, and recompute the entry's hash and the head."""
    entry = LedgerEntry.objects.get(program=program, seq=seq)
    before = LedgerEntry.objects.filter(program=program, seq=seq - 1).first()
    entry.payload, entry.commitment = text, commit(entry.salt, text)
    assert before is not None
    entry.hash = link_hash(
        previous=before.hash, seq=seq, kind=entry.kind, time=time_text(entry.time), commitment=entry.commitment
    )
    entry.save()
    LedgerHead.objects.filter(program=program).update(hash=entry.hash)


def test_the_check_of_the_tables_finds_an_overwritten_definition(decided: Program) -> None:
    assert checking.find_breaks(decided.id) == []
    lower_the_bar(decided)
    assert checking.find_breaks(decided.id) == [PROBLEM]


def test_an_export_shows_an_overwritten_definition(decided: Program) -> None:
    lower_the_bar(decided)
    assert verify(exported()).problems == (PROBLEM,)


@pytest.mark.parametrize("people", [True, False])
def test_an_earlier_head_shows_an_overwritten_definition_without_people(decided: Program, people: bool) -> None:
    held = api.ledger_head("example", now=NOW)
    assert api.verify_ledger(exported(people=people), held_head=held).problems == ()
    lower_the_bar(decided)
    problem = f"the definition of version 1 differs from the definition that the head of {time_text(NOW)} names"
    assert problem in api.verify_ledger(exported(people=people), held_head=held).problems


def test_recomputing_finds_an_overwritten_definition_despite_a_cache(decided: Program) -> None:
    lower_the_bar(decided)
    assert api.recompute_ledger("example").differences == (
        "entry 1: the stored definition of version 1 is not the one that decided",
    )


def test_a_definition_in_an_exported_file_is_checked_against_its_head(decided: Program) -> None:
    entries = chain([{}])
    head = sign(unsigned_head(entries))
    assert verify(as_lines(head, entries)).problems == ()
    assert verify(as_lines(head, entries, {"format": 1, "title": "Other"})).problems == (
        "the definition of version 1 differs from the definition that entry 1 names",
        "the definition of version 1 differs from the definition that the export's head names",
    )


def test_an_overwritten_definition_of_a_nested_program_is_found(decided: Program, platform: FakePlatform) -> None:
    text = program_text("3x", uuid=UUID_B, key="above")
    api.import_program(text + f"    - program: {UUID_A}\n      key: inner\n      title: Inner\n", actor=OPERATOR)
    platform.pass_run(LEARNER, run_of("3x"))
    api.reconcile(now=NOW)
    above = Program.objects.get(key="above")
    assert (checking.find_breaks(above.id), api.recompute_ledger("above").differences) == ([], ())
    lower_the_bar(decided)
    assert checking.find_breaks(above.id) == [
        f"the definition of version 1 of program {UUID_A} differs from the definition that entry 1 names"
    ]
    assert len(api.recompute_ledger("above").differences) == 1


def test_every_payload_about_a_person_names_its_kind_rules_and_evaluator(
    decided: Program,
) -> None:
    api.record_override(UUID_A, "hold", user_id=LEARNER, actor=Actor.operator(STAFF), reason="an inquiry", now=NOW)
    for seq, kind in ((1, "decision"), (2, "act")):
        entry_payload = payload(seq)
        assert (
            entry_payload["kind"],
            entry_payload["program"],
            entry_payload["version"],
            entry_payload["evaluator"],
        ) == (kind, UUID_A, 1, 2)
        assert len(entry_payload["definition"]) == 64


@pytest.mark.parametrize("user_id", [0, STAFF])
def test_overrides_by_any_actor_are_entries_that_verify_and_recompute(decided: Program, user_id: int) -> None:
    override = api.record_override(
        UUID_A, "hold", user_id=LEARNER, actor=Actor.operator(user_id), reason="an inquiry", now=NOW
    )
    sweep(now=NOW)
    api.withdraw_override(override.id, actor=Actor.operator(user_id), reason="it is over", now=NOW)
    acts = [payload(seq) for seq in LedgerEntry.objects.filter(kind=EntryKind.ACT).values_list("seq", flat=True)]
    assert [(act["act"], act["actor_id"], act["user_id"], act["details"]["kind"]) for act in acts] == [
        ("override.given", user_id, LEARNER, "hold"),
        ("override.withdrawn", user_id, LEARNER, "hold"),
    ]
    assert list(LedgerReason.objects.order_by("id").values_list("text", flat=True)) == ["an inquiry", "it is over"]
    assert (checking.find_breaks(decided.id), api.recompute_ledger("example").differences) == ([], ())
    assert verify(exported()).problems == ()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"text": "a bribe"}, "the reason of entry 2 does not fit its digest"),
        ({"salt": "00"}, "the reason of entry 2 does not fit its digest"),
        ({"salt": ""}, "the reason of entry 2 has no salt, but no erasure lists the reason"),
        (None, "the reason of entry 2 is missing"),
    ],
)
def test_an_overwritten_reason_is_found(decided: Program, change: dict | None, found: str) -> None:
    api.record_override(UUID_A, "hold", user_id=LEARNER, actor=Actor.operator(STAFF), reason="an inquiry", now=NOW)
    if change is None:
        LedgerReason.objects.all().delete()
    else:
        LedgerReason.objects.update(**change)
    assert checking.find_breaks(decided.id) == [found]
    assert found in verify(exported()).problems


def test_a_reasons_text_is_nowhere_in_the_chain_and_its_salt_has_128_bits(decided: Program) -> None:
    api.record_override(UUID_A, "hold", user_id=LEARNER, actor=Actor.operator(STAFF), reason="an inquiry", now=NOW)
    sweep(now=NOW)
    assert not any("inquiry" in text for text in LedgerEntry.objects.values_list("payload", flat=True))
    reason = LedgerReason.objects.get()
    assert (len(bytes.fromhex(reason.salt)), payload(2)["reason"]) == (16, commit(reason.salt, "an inquiry"))


def test_decisions_of_another_evaluator_are_counted_and_not_compared(
    decided: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    for evaluator, older, newer in ((3, 1, 0), (1, 0, 1)):
        monkeypatch.setattr(recomputing, "EVALUATOR", evaluator)
        report = api.recompute_ledger("example")
        assert (report.recomputed, report.older, report.newer, report.differences) == (0, older, newer, ())


def test_entries_of_a_newer_release_are_named_and_recomputing_counts_them(decided: Program) -> None:
    LedgerEntry.objects.update(kind="remission")
    problem = "entry 1 has the unknown kind 'remission', so a newer release has to check the entry"
    assert problem in checking.find_breaks(decided.id)
    report = api.recompute_ledger("example")
    assert (report.newer, report.recomputed, report.differences) == (1, 0, ())


def test_a_committed_payload_with_a_duplicate_field_is_refused(decided: Program) -> None:
    api.record_override(UUID_A, "hold", user_id=LEARNER, actor=Actor.operator(STAFF), reason="an inquiry", now=NOW)
    text = LedgerEntry.objects.get(seq=2).payload
    rewrite(decided, 2, text.replace('"actor_id":99', '"actor_id":98,"actor_id":99'))
    assert checking.find_breaks(decided.id) == ["the payload of entry 2 has a field twice"]


def test_a_decision_with_a_duplicate_field_is_not_recomputed(decided: Program) -> None:
    text = LedgerEntry.objects.get().payload
    LedgerEntry.objects.update(payload=text.replace('"earned":true', '"earned":false,"earned":true', 1))
    assert api.recompute_ledger("example").differences == ("entry 1 cannot be read",)


def test_a_payload_of_another_program_is_found(decided: Program) -> None:
    api.record_override(UUID_A, "hold", user_id=LEARNER, actor=Actor.operator(STAFF), reason="an inquiry", now=NOW)
    rewrite(decided, 2, LedgerEntry.objects.get(seq=2).payload.replace(UUID_A, UUID_B))
    assert checking.find_breaks(decided.id) == ["the payload of entry 2 belongs to another kind of entry or program"]


def test_a_head_of_another_program_is_named_in_one_sentence(decided: Program) -> None:
    api.import_program(program_text("3x", uuid=UUID_B, key="other"), actor=OPERATOR)
    held = api.ledger_head("other", now=NOW)
    assert api.verify_ledger(exported(), held_head=held).problems == (
        f"the earlier head belongs to program {UUID_B}, but this ledger belongs to program {UUID_A}",
    )


def test_the_report_on_a_rewritten_ledger_is_bounded(decided: Program) -> None:
    entries = chain([{}] * 3_000)
    for entry in entries:
        entry["hash"] = "0" * 64
    problems = verify(as_lines(sign(unsigned_head(entries)), entries)).problems
    assert (len(problems), problems[-1]) == (1_001, "and 2000 more problems")
