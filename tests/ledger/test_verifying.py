"""Test that anybody with an earlier signed head finds every change of a ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from micromasters_plugin.data import SignedHead
from micromasters_plugin.exceptions import LedgerFileError, LedgerKeyError
from micromasters_plugin.ledger.chain import commit, genesis, link_hash
from micromasters_plugin.ledger.signing import is_signed, load_key, sign
from micromasters_plugin.ledger.verifying import parse_head, verify
from tests.factories import UUID_A
from tests.ledger.files import as_lines, chain, erase, new_key_pem, unsigned_head

#: JSON that is nested too deeply for any parser.
NESTED = "[" * 100_000
#: Half of a surrogate pair. JSON can escape this character.
HALF = r"\ud800"
WITH_HALF = f'{{"seq": 1, "kind": "decision", "time": "", "commitment": "{HALF}", "hash": ""}}'

fuzz = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
Entries = list[dict]
PAYLOADS = st.lists(
    st.fixed_dictionaries({"earned": st.booleans(), "composite": st.integers(0, 9)}), min_size=2, max_size=8
)


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Give the site a key in an environment variable."""
    monkeypatch.setenv("LEDGER_PEM", new_key_pem().decode())
    settings.MICROMASTERS_LEDGER_KEY = "env:LEDGER_PEM"


def problems(entries: Entries, head: SignedHead, held: SignedHead | None) -> tuple[str, ...]:
    return verify(as_lines(head, entries), held=held).problems


def rehash(entries: Entries, start: int) -> Entries:
    """Recompute the hashes from ``start`` on, as somebody with write access to every table could."""
    chained = [dict(entry) for entry in entries]
    for index in range(start, len(chained)):
        entry = chained[index]
        entry["seq"] = index + 1
        previous = chained[index - 1]["hash"] if index else genesis(UUID_A)
        named = {name: entry[name] for name in ("seq", "kind", "time", "commitment")}
        entry["hash"] = link_hash(previous=previous, **named)
    return chained


@st.composite
def tampered(draw: Callable[..., Any]) -> tuple[Entries, Entries]:
    """Return a ledger and a tampered form of the ledger. The two ledgers always differ."""
    before = chain(draw(PAYLOADS))
    at = draw(st.integers(0, len(before) - 1))
    after = [dict(entry) for entry in before]
    kind = draw(st.sampled_from(["edit", "delete", "reorder", "insert", "truncate"]))
    if kind == "edit":
        name = draw(st.sampled_from(list(before[at])))
        after[at][name] = after[at][name] + 1 if isinstance(after[at][name], int) else after[at][name] + "0"
    elif kind == "delete":
        del after[at]
    elif kind == "reorder":
        other = draw(st.integers(0, len(before) - 1).filter(lambda index: index != at))
        after[at], after[other] = after[other], after[at]
    elif kind == "insert":
        after.insert(at, dict(draw(st.sampled_from(before))))
    else:
        del after[draw(st.integers(1, len(before) - 1)) :]
    if draw(st.booleans()) and not (kind == "edit" and name not in ("time", "commitment")):
        after = rehash(after, 0)
    return before, after


@fuzz
@given(tampered())
def test_an_earlier_head_shows_any_tampering(key: None, ledgers: tuple[Entries, Entries]) -> None:
    before, after = ledgers
    head = sign(unsigned_head(before))
    assert problems(before, head, None) == ()
    assert problems(after, head, None)


@fuzz
@given(tampered())
def test_an_earlier_head_shows_tampering_that_the_site_signed(key: None, ledgers: tuple[Entries, Entries]) -> None:
    before, after = ledgers
    assume(after)
    assume(after[: len(before)] != before)  # without this line, the ledger would only have grown
    assert problems(after, sign(unsigned_head(after)), sign(unsigned_head(before)))


@fuzz
@given(PAYLOADS, st.data())
def test_a_ledger_that_only_grew_matches_each_of_its_heads(key: None, payloads: list, data: Any) -> None:
    entries = chain(payloads)
    held = sign(unsigned_head(entries[: data.draw(st.integers(1, len(entries)))]))
    assert problems(entries, sign(unsigned_head(entries)), held) == ()


@fuzz
@given(PAYLOADS, st.data())
def test_erasing_people_leaves_the_ledger_intact_and_is_counted(key: None, payloads: list, data: Any) -> None:
    entries = chain(payloads)
    held = sign(unsigned_head(entries))
    seqs = sorted(data.draw(st.sets(st.sampled_from(range(1, len(entries) + 1)), min_size=1)))
    after = erase(entries, seqs)
    report = verify(as_lines(sign(unsigned_head(after, erased=len(seqs))), after), held=held)
    assert (report.problems, report.erased, report.entries) == ((), len(seqs), len(entries) + 1)


def test_a_head_signed_with_another_key_is_found(key: None, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = chain([{}, {}])
    held = sign(unsigned_head(entries))
    monkeypatch.setenv("LEDGER_PEM", new_key_pem().decode())
    found = problems(entries, sign(unsigned_head(entries)), held)
    assert found == ("the export's head and the earlier head have different keys",)


@pytest.mark.parametrize("name", ["program", "key", "seq", "hash", "erased", "time", "public_key", "signature"])
def test_a_head_with_any_field_altered_is_not_signed(key: None, name: str) -> None:
    fields = {field: getattr(sign(unsigned_head(chain([{}]))), field) for field in SignedHead.__dataclass_fields__}
    fields[name] = fields[name] + 1 if isinstance(fields[name], int) else "A" + fields[name][1:] + "A"
    assert not is_signed(SignedHead(**fields))


@pytest.mark.parametrize("line", ["", "{}", "[]", "no json", '{"format": "micromasters-ledger/2"}', NESTED])
def test_a_file_of_another_kind_is_refused(line: str) -> None:
    with pytest.raises(LedgerFileError, match="no signed head"):
        parse_head(line)


def test_an_export_of_another_release_is_named() -> None:
    with pytest.raises(LedgerFileError, match=r"'micromasters-ledger/3' of another release"):
        parse_head('{"format": "micromasters-ledger/3"}')


def test_a_head_with_invalid_text_is_refused(key: None) -> None:
    line = as_lines(sign(unsigned_head(chain([{}]))), [])[0]
    with pytest.raises(LedgerFileError, match="no signed head"):
        parse_head(line.replace('"program": "', f'"program": "{HALF}'))


def test_a_committed_payload_of_unknown_form_is_found(key: None) -> None:
    for payload in ("no json", "null", "[]", "{}", NESTED):
        entries = chain([{}, {}])
        entries[1] |= {"payload": payload, "commitment": commit(entries[1]["salt"], payload)}
        entries = rehash(entries, 1)
        assert problems(entries, sign(unsigned_head(entries)), None) == (
            "the payload of entry 2 does not fit its commitment",
        )


@pytest.mark.parametrize("line", ["", "7", '{"seq": 1}', '{"seq": true}', NESTED, WITH_HALF])
def test_a_line_that_is_no_entry_is_named(key: None, line: str) -> None:
    entries = chain([{}])
    lines = [*as_lines(sign(unsigned_head(entries)), entries), line]
    assert verify(lines).problems == ("line 4 is not an entry of a ledger",)


@pytest.mark.parametrize(
    ("source", "content", "complaint"),
    [
        ("", b"", "names no key"),
        ("env:LEDGER_NOWHERE", b"", "the environment has no LEDGER_NOWHERE"),
        ("{}/absent.pem", b"", "cannot be read"),
        ("{}/key.pem", b"no key", "holds no unencrypted private key"),
    ],
)
def test_an_unusable_key_is_named(settings: Any, tmp_path: Any, source: str, content: bytes, complaint: str) -> None:
    (tmp_path / "key.pem").write_bytes(content)
    settings.MICROMASTERS_LEDGER_KEY = source.format(tmp_path)
    with pytest.raises(LedgerKeyError, match=complaint):
        load_key()


def test_a_key_in_a_file_signs(settings: Any, tmp_path: Any) -> None:
    (tmp_path / "key.pem").write_bytes(new_key_pem())
    settings.MICROMASTERS_LEDGER_KEY = str(tmp_path / "key.pem")
    assert is_signed(sign(unsigned_head(chain([{}]))))
