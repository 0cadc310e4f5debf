"""Append entries to a program's ledger, in the transaction that writes the decision or act.

No function changes an entry.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from micromasters_plugin.data import EntryKind
from micromasters_plugin.domain.canonical import canonical
from micromasters_plugin.ledger.chain import commit, genesis, link_hash
from micromasters_plugin.ledger.models import LedgerEntry, LedgerHead, LedgerReason
from micromasters_plugin.ledger.payload import Act, act_payload
from micromasters_plugin.ledger.rows import time_text
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.registry import Version

#: A salt has this many bytes (128 bits).
SALT_BYTES = 16


def append(program_id: int, decisions: Sequence[tuple[int, dict[str, object]]], *, now: datetime) -> None:
    """Add decisions in the caller's transaction.

    Each decision is (learner, payload). The transaction should end soon, because the function locks the head.

    Take no other lock after this call. The package locks work rows first, then the ledger's head, and then commits.
    """
    texts = [(user_id, canonical({**payload, "user_id": user_id})) for user_id, payload in decisions]
    head = lock_head(program_id)
    entries = [
        extend(head, EntryKind.DECISION, salt=new_salt(), text=text, user_id=user_id, now=now)
        for user_id, text in texts
    ]
    LedgerEntry.objects.bulk_create(entries)
    save_end(head)


def record_act(program_id: int, act: Act, *, version: Version, now: datetime) -> None:
    """Add an entry for an act on a person's outcome, in the transaction that does the act.

    Call this function last, because the function locks the head until that transaction ends. The reason is stored
    outside the chain, so that the reason can be erased. The entry has a salted digest of the reason.

    Args:
        program_id: the program's row.
        act: the act, with its actor, person and reason.
        version: the version that binds the learner, or the newest version if no version binds the learner yet.
        now: the time of the act.
    """
    record_acts(program_id, [(act, version)], now=now)


def record_acts(program_id: int, acts: Sequence[tuple[Act, Version]], *, now: datetime) -> None:
    """Add an entry for each act under the act's version, in the given order.

    The function takes four statements if no act has a reason.
    """
    written = []
    for act, version in acts:
        payload, salt = {**act_payload(version, act), "user_id": act.user_id}, new_salt()
        if act.reason:
            payload["reason"] = commit(salt, act.reason)
        written.append((act, salt, canonical(payload)))
    head = lock_head(program_id)
    entries = [
        extend(head, EntryKind.ACT, salt=new_salt(), text=text, user_id=act.user_id, now=now)
        for act, _, text in written
    ]
    if any(act.reason for act, *_ in written):
        for entry, (act, salt, _) in zip(entries, written, strict=True):
            entry.save(force_insert=True)  # MySQL returns no ids from a bulk insert
            if act.reason:
                LedgerReason.objects.create(entry=entry, salt=salt, text=act.reason)
    else:
        LedgerEntry.objects.bulk_create(entries)
    save_end(head)


def new_salt() -> str:
    """Return 128 random bits in hex."""
    return secrets.token_hex(SALT_BYTES)


def lock_head(program_id: int) -> LedgerHead:
    """Lock the head of the program's ledger until the caller's transaction ends.

    Create the head if the ledger has no head.
    """
    head = LedgerHead.objects.select_for_update().filter(program_id=program_id).first()
    if head is not None:
        return head
    start = genesis(str(Program.objects.get(id=program_id).uuid))
    LedgerHead.objects.get_or_create(program_id=program_id, defaults={"hash": start})
    return LedgerHead.objects.select_for_update().get(program_id=program_id)


def extend(
    head: LedgerHead, kind: EntryKind, *, salt: str, text: str, user_id: int | None, now: datetime
) -> LedgerEntry:
    """Return the next entry after a locked ``head``, and move the head to that entry.

    The caller saves the entry and the head.
    """
    commitment, seq = commit(salt, text), head.seq + 1
    hash = link_hash(previous=head.hash, seq=seq, kind=kind.value, time=time_text(now), commitment=commitment)
    head.seq, head.hash = seq, hash
    return LedgerEntry(
        program_id=head.program_id,
        seq=seq,
        kind=kind.value,
        time=now,
        commitment=commitment,
        hash=hash,
        user_id=user_id,
        salt=salt,
        payload=text,
    )


def save_end(head: LedgerHead) -> None:
    """Save a locked head that ``extend`` moved."""
    LedgerHead.objects.filter(id=head.id).update(
        seq=head.seq, hash=head.hash, erased=head.erased, redacted=head.redacted
    )
