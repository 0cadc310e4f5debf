"""Test that every erasure adds an entry to the ledger. A check finds a row that was emptied without an erasure."""

from __future__ import annotations

import json
from typing import Any

import pytest

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.ledger import checking
from micromasters_plugin.ledger.models import LedgerEntry, LedgerHead, LedgerReason
from micromasters_plugin.ledger.signing import sign
from micromasters_plugin.ledger.verifying import verify
from micromasters_plugin.pipeline.sweep import sweep
from micromasters_plugin.programs.models import Program
from tests.factories import UUID_A
from tests.fakes import FakePlatform
from tests.ledger.files import as_lines, chain, erase, erasing, new_key_pem, unsigned_head
from tests.pipeline.learner import LEARNER, NOW, pass_everything

BLANK = {"user_id": None, "salt": "", "payload": ""}
STAFF = 99


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Give the site a key in an environment variable."""
    monkeypatch.setenv("LEDGER_PEM", new_key_pem().decode())
    settings.MICROMASTERS_LEDGER_KEY = "env:LEDGER_PEM"


@pytest.fixture
def decided(program: Program, platform: FakePlatform, key: None) -> Program:
    """Let two learners earn the program. Put a hold on one learner, with a reason that names the other learner."""
    for user_id in (LEARNER, 8):
        pass_everything(platform, user_id)
    sweep(now=NOW)
    platform.users[LEARNER] = "Ama Owusu"
    api.record_override(UUID_A, "hold", user_id=8, actor=Actor.operator(STAFF), reason="as AMA  Ówusu had it", now=NOW)
    return program


def exported(*, people: bool = True) -> list[str]:
    return list(api.export_ledger("example", people=people, now=NOW))


def test_an_erasure_adds_an_entry_that_names_the_entries_and_never_the_person(decided: Program) -> None:
    seq = LedgerEntry.objects.get(user_id=LEARNER).seq
    api.erase_person(LEARNER, actor=OPERATOR)
    entry = LedgerEntry.objects.order_by("-seq")[0]
    recorded = json.loads(entry.payload)
    assert (entry.kind, entry.user_id, entry.salt) == ("erasure", None, "")
    assert recorded == {"kind": "erasure", "program": UUID_A, "erased": [seq], "redacted": [3]}


@pytest.mark.parametrize("people", [True, False])
def test_erasures_and_redactions_are_counted_and_are_no_problem(decided: Program, people: bool) -> None:
    held = api.ledger_head("example", now=NOW)
    api.erase_person(LEARNER, actor=OPERATOR)
    assert checking.find_breaks(decided.id) == []
    report = api.verify_ledger(exported(people=people), held_head=held)
    assert (report.erased, report.redacted, report.has_people, report.problems) == (1, 1, people, ())


def test_the_signed_head_counts_erased_and_redacted_entries(decided: Program) -> None:
    api.erase_person(LEARNER, actor=OPERATOR)
    head = json.loads(api.ledger_head("example", now=NOW))
    assert (head["erased"], head["redacted"]) == (1, 1)


def test_a_reason_that_named_the_person_loses_the_name_and_its_salt(decided: Program) -> None:
    api.erase_person(LEARNER, actor=OPERATOR)
    assert LedgerReason.objects.values_list("text", "salt").get() == ("as [erased] had it", "")


def test_the_persons_own_reasons_go_with_their_entries(decided: Program) -> None:
    api.erase_person(8, actor=OPERATOR)
    assert not LedgerReason.objects.exists()
    assert checking.find_breaks(decided.id) == []


def test_a_row_that_was_only_blanked_is_found(decided: Program) -> None:
    LedgerEntry.objects.filter(seq=2).update(**BLANK)
    problem = "entry 2 has no person, but no erasure lists the entry"
    assert checking.find_breaks(decided.id) == [problem]
    assert verify(exported()).problems == (problem,)


def test_a_restored_entry_of_an_erased_person_is_found(decided: Program) -> None:
    before = LedgerEntry.objects.filter(user_id=LEARNER).values("seq", "user_id", "salt", "payload").get()
    api.erase_person(LEARNER, actor=OPERATOR)
    LedgerEntry.objects.filter(seq=before["seq"]).update(**before)
    assert checking.find_breaks(decided.id) == [
        f"an erasure lists entry {before['seq']}, but the entry still has its person"
    ]


def test_a_head_whose_count_was_altered_is_found(decided: Program) -> None:
    api.erase_person(LEARNER, actor=OPERATOR)
    LedgerHead.objects.update(erased=0)
    assert checking.find_breaks(decided.id) == [
        "the erasures list 1 erased and 1 redacted entries, but the head counts 0 and 1"
    ]


def test_an_erased_person_is_not_erased_again(decided: Program) -> None:
    first, second = api.erase_person(LEARNER, actor=OPERATOR), api.erase_person(LEARNER, actor=OPERATOR)
    assert (first.rows > 0, second.rows, second.redacted) == (True, 0, 0)
    assert LedgerEntry.objects.filter(kind="erasure").count() == 1


def forged(payloads: int, erased: list, redacted: list | None = None, *, blank: list[int] | None = None) -> list[dict]:
    """Return a ledger whose last entry lists ``erased`` as erased, although only the entries ``blank`` are empty."""
    entries = chain([{}] * payloads)
    empty = {"user_id": None, "salt": "", "payload": ""}
    blanked = [each | (empty if each["seq"] in (erased if blank is None else blank) else {}) for each in entries]
    return [*blanked, erasing(entries, erased, redacted)]


def erasing_again(erased: list[int]) -> list[dict]:
    """Return a ledger with two erasures. The second erasure lists the entries ``erased``, which are not empty."""
    entries = erase(chain([{}] * 3), [2])
    return [*entries, erasing(entries, erased)]


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        (forged(3, [2], blank=[]), "an erasure lists entry 2, but the entry still has its person"),
        (forged(3, [2], blank=[1, 2]), "entry 1 has no person, but no erasure lists the entry"),
        (forged(3, [9]), "entry 4 erases 9, but there is no such earlier entry"),
        (forged(3, [4]), "entry 4 erases 4, but there is no such earlier entry"),
        (forged(3, [0]), "entry 4 erases 0, but there is no such earlier entry"),
        (forged(3, [-1]), "entry 4 erases -1, but there is no such earlier entry"),
        (forged(3, [10**30]), f"entry 4 erases {10**30}, but there is no such earlier entry"),
        (forged(3, [True], blank=[]), "entry 4 erases True, but there is no such earlier entry"),
        (forged(3, ["2"], blank=[]), "entry 4 erases '2', but there is no such earlier entry"),
        (forged(3, [2, 2], blank=[2]), "entry 4 erases 2, which was erased already"),
        (forged(3, [], [2, 2]), "entry 4 redacts 2 twice"),
        (forged(3, [], [2]), "an erasure lists the reason of entry 2, but the reason is unchanged"),
        (forged(3, [], []), "entry 4 is an erasure, but lists no entries"),
        (erase(erase(chain([{}] * 3), [2]), [2]), "entry 5 erases 2, which was erased already"),
        (erasing_again([4]), "entry 5 erases 4, which is an erasure itself"),
    ],
)
def test_an_erasure_that_contradicts_the_entries_is_found(key: None, entries: list[dict], found: str) -> None:
    counts = {"erased": 1, "redacted": 0}
    assert found in verify(as_lines(sign(unsigned_head(entries, **counts)), entries)).problems


def test_a_person_missing_from_an_export_with_people_is_found(key: None) -> None:
    entries = chain([{}] * 3)
    lines = as_lines(sign(unsigned_head(entries)), entries)
    public = {name: entries[1][name] for name in ("seq", "kind", "time", "commitment", "hash")}
    lines[3] = json.dumps(public)
    assert verify(lines).problems == ("entry 2 omits the person, unlike earlier entries",)


def test_an_export_fails_if_somebody_is_erased_meanwhile(decided: Program) -> None:
    lines = api.export_ledger("example", people=True, now=NOW)
    next(lines)
    api.erase_person(LEARNER, actor=OPERATOR)
    with pytest.raises(Exception, match="export the ledger again"):
        list(lines)
