"""Append a decision to a program's ledger, in the transaction that makes it. Nothing here ever changes an entry."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from micromasters_plugin.programs.models import Program
from micromasters_plugin.progress.ledger.chain import commit, genesis, link_hash
from micromasters_plugin.progress.ledger.rows import time_text
from micromasters_plugin.progress.models import LedgerEntry, LedgerHead
from micromasters_plugin.progress.snapshot import canonical


def append(program_id: int, decisions: Sequence[tuple[int, dict[str, object]]], *, now: datetime) -> None:
    """Add decisions, each (learner, payload), in the caller's transaction, which should end soon: the head is locked.

    The lock order of the package ends here: work rows, then ledger head, then commit.
    """
    texts = [(user_id, canonical({**payload, "user_id": user_id})) for user_id, payload in decisions]
    head = _lock_head(program_id)
    time = time_text(now)
    entries = []
    for user_id, text in texts:
        salt = secrets.token_hex(16)
        commitment = commit(salt, text)
        seq, previous = head.seq + 1, head.hash
        entry = LedgerEntry(
            program_id=program_id,
            seq=seq,
            time=now,
            commitment=commitment,
            previous=previous,
            hash=link_hash(previous=previous, seq=seq, time=time, commitment=commitment),
            user_id=user_id,
            salt=salt,
            payload=text,
        )
        entries.append(entry)
        head.seq, head.hash = entry.seq, entry.hash
    LedgerEntry.objects.bulk_create(entries)
    LedgerHead.objects.filter(id=head.id).update(seq=head.seq, hash=head.hash)


def _lock_head(program_id: int) -> LedgerHead:
    head = LedgerHead.objects.select_for_update().filter(program_id=program_id).first()
    if head is not None:
        return head
    start = genesis(str(Program.objects.get(id=program_id).uuid))
    LedgerHead.objects.get_or_create(program_id=program_id, defaults={"hash": start})
    return LedgerHead.objects.select_for_update().get(program_id=program_id)
