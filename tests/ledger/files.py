"""Make exported ledgers in memory from generated decisions, signed with a test key."""

from __future__ import annotations

import json
from dataclasses import asdict

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from micromasters_plugin.data import SignedHead
from micromasters_plugin.domain.canonical import canonical, digest
from micromasters_plugin.ledger.chain import FORMAT, ChainLink, Content, commit, genesis, link_hash
from tests.factories import UUID_A


def new_key_pem() -> bytes:
    """Return a fresh Ed25519 key in the format of the key file."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


#: The definition that these ledgers' decisions are based on, and the fields about the definition in every payload.
DEFINITION = {"format": 1, "title": "Example"}
UNDER = {
    "kind": "decision",
    "program": UUID_A,
    "version": 1,
    "definition": digest(DEFINITION),
    "evaluator": 1,
    "inputs": {},
}


def chain(payloads: list[dict], previous: str = genesis(UUID_A)) -> list[dict]:
    """Return the entries that decisions with these payloads append, in the form of an export with people.

    A payload may name another kind of entry.
    """
    entries = []
    for seq, payload in enumerate(payloads, start=1):
        content = Content(seq * 10, f"{seq:032x}", canonical({**UNDER, **payload, "user_id": seq * 10}))
        entries.append(entry(seq, previous, "decision", content))
        previous = entries[-1]["hash"]
    return entries


def erasing(entries: list[dict], erased: list[int], redacted: list[int] | None = None) -> dict:
    """Return the next entry after ``entries``. This entry is an erasure that lists ``erased``."""
    payload = {"kind": "erasure", "program": UUID_A, "erased": erased, "redacted": redacted or []}
    return entry(len(entries) + 1, entries[-1]["hash"], "erasure", Content(payload=canonical(payload)))


def erase(entries: list[dict], seqs: list[int]) -> list[dict]:
    """Erase the entries ``seqs``, and return the ledger with the entry that records the erasure."""
    blank = asdict(Content())
    return [*(each | (blank if each["seq"] in seqs else {}) for each in entries), erasing(entries, seqs)]


def entry(seq: int, previous: str, kind: str, content: Content) -> dict:
    """Return one entry in the form of an export with people."""
    time, commitment = f"2026-06-01T00:00:{seq % 60:02}+00:00", commit(content.salt, content.payload)
    hash = link_hash(previous=previous, seq=seq, kind=kind, time=time, commitment=commitment)
    fields = asdict(ChainLink(seq, kind, time, commitment, hash))
    del fields["content"]
    return fields | asdict(content)


def unsigned_head(entries: list[dict], *, erased: int = 0, redacted: int = 0) -> SignedHead:
    """Return the head of ``entries`` without a signature."""
    last, time = entries[-1], "2026-06-02T00:00:00+00:00"
    definitions = {"1": digest(DEFINITION)}
    return SignedHead(
        FORMAT, UUID_A, "example", last["seq"], last["hash"], erased, redacted, definitions, time, public_key=""
    )


def as_lines(head: SignedHead, entries: list[dict], definition: dict | None = None) -> list[str]:
    """Return the lines of an export."""
    rules = {"program": UUID_A, "number": 1, "definition": DEFINITION if definition is None else definition}
    return [json.dumps(asdict(head)), json.dumps(rules), *(json.dumps(entry) for entry in entries)]
