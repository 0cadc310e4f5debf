"""The ledger of decisions: one hash chain a program, appended to and never changed.

An entry's hash covers the one before, its number, its time and a commitment: SHA-256 of a random salt and the payload.
Erasing payload and salt makes a person's data unrecoverable, and the chain still verifies.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime

from micromasters_plugin.progress.models import LedgerEntry, LedgerHead
from micromasters_plugin.progress.snapshot import canonical, digest


def append(program_id: int, user_id: int, payload: dict[str, object], *, now: datetime) -> LedgerEntry:
    """Add a decision about a learner, in the caller's transaction, which should end soon after: the head is locked.

    The lock order of the package ends here: work row, then ledger head, then commit.
    """
    text = canonical({**payload, "user_id": user_id})
    salt = secrets.token_hex(16)
    head = LedgerHead.objects.select_for_update().filter(program_id=program_id).first()
    if head is None:
        LedgerHead.objects.get_or_create(program_id=program_id)
        head = LedgerHead.objects.select_for_update().get(program_id=program_id)
    entry = LedgerEntry(
        program_id=program_id,
        seq=head.seq + 1,
        time=now,
        commitment=commit(salt, text),
        previous=head.hash,
        user_id=user_id,
        salt=salt,
        payload=text,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    LedgerHead.objects.filter(id=head.id).update(seq=entry.seq, hash=entry.hash)
    return entry


def commit(salt: str, text: str) -> str:
    """Return the commitment to ``text``: SHA-256 of salt and text, in hex."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def entry_hash(entry: LedgerEntry) -> str:
    """Return the hash that links ``entry`` to the one before it."""
    time = entry.time.astimezone(UTC).isoformat()
    return digest([entry.previous, entry.program_id, entry.seq, time, entry.commitment])


def find_breaks(program_id: int) -> list[str]:
    """Return what is wrong with a program's ledger, in words; [] for a chain that is whole.

    Finds edits, removals, insertions and reorderings up to the stored head; a truncation together with its head shows
    only against a head kept elsewhere.
    """
    breaks, previous, seq = [], "", 0
    for entry in LedgerEntry.objects.filter(program_id=program_id).order_by("seq").iterator():
        seq += 1
        if entry.seq != seq:
            breaks.append(f"entry {seq} is missing")
            seq = entry.seq
        if entry.previous != previous or entry.hash != entry_hash(entry):
            breaks.append(f"entry {seq} does not follow from the one before it")
        if entry.salt and entry.commitment != commit(entry.salt, entry.payload):
            breaks.append(f"the payload of entry {seq} is not what was committed to")
        previous = entry.hash
    head = LedgerHead.objects.filter(program_id=program_id).first()
    if head is not None and (head.seq, head.hash) != (seq, previous):
        breaks.append(f"the ledger ends at {seq}, its head says {head.seq}")
    return breaks
