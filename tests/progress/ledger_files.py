"""Exported ledgers of the ledger's tests: made in memory from drawn decisions, signed with a key of the suite's own."""

from __future__ import annotations

import json
from dataclasses import asdict

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from micromasters_plugin.data import SignedHead
from micromasters_plugin.progress.ledger.chain import FORMAT, Link, commit, genesis, link_hash
from micromasters_plugin.progress.snapshot import canonical
from tests.factories import UUID_A


def new_key_pem() -> bytes:
    """Return a fresh Ed25519 key as the setting's file holds it."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def chain(payloads: list[dict], previous: str = genesis(UUID_A)) -> list[dict]:
    """Return the entries that decisions with these payloads append, as an export with people has them."""
    entries = []
    for seq, payload in enumerate(payloads, start=1):
        text = canonical({**payload, "user_id": seq * 10})
        salt = f"{seq:032x}"
        commitment = commit(salt, text)
        time = f"2026-06-01T00:00:{seq % 60:02}+00:00"
        hash = link_hash(previous=previous, seq=seq, time=time, commitment=commitment)
        entries.append(asdict(Link(seq, time, commitment, previous, hash, seq * 10, salt, text)))
        previous = hash
    return entries


def unsigned_head(entries: list[dict]) -> SignedHead:
    """Return the head of ``entries``, which no key has signed."""
    last = entries[-1]
    return SignedHead(FORMAT, UUID_A, "example", last["seq"], last["hash"], "2026-06-02T00:00:00+00:00", "")


def as_lines(head: SignedHead, entries: list[dict]) -> list[str]:
    """Return the lines of an export."""
    return [json.dumps(asdict(head)), *(json.dumps(entry) for entry in entries)]
