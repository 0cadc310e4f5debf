"""Append a decision to a program's ledger, in the transaction that makes it. Nothing here ever changes an entry."""

from __future__ import annotations

import secrets
from datetime import datetime

from micromasters_plugin.programs.models import Program
from micromasters_plugin.progress.ledger.chain import commit, genesis, link_hash
from micromasters_plugin.progress.ledger.rows import time_text
from micromasters_plugin.progress.models import LedgerEntry, LedgerHead
from micromasters_plugin.progress.snapshot import canonical


def append(program_id: int, user_id: int, payload: dict[str, object], *, now: datetime) -> LedgerEntry:
    """Add a decision about a learner, in the caller's transaction, which should end soon after: the head is locked.

    The lock order of the package ends here: work row, then ledger head, then commit.
    """
    text = canonical({**payload, "user_id": user_id})
    salt = secrets.token_hex(16)
    commitment = commit(salt, text)
    head = _lock_head(program_id)
    seq = head.seq + 1
    entry = LedgerEntry.objects.create(
        program_id=program_id,
        seq=seq,
        time=now,
        commitment=commitment,
        previous=head.hash,
        hash=link_hash(previous=head.hash, seq=seq, time=time_text(now), commitment=commitment),
        user_id=user_id,
        salt=salt,
        payload=text,
    )
    LedgerHead.objects.filter(id=head.id).update(seq=entry.seq, hash=entry.hash)
    return entry


def _lock_head(program_id: int) -> LedgerHead:
    head = LedgerHead.objects.select_for_update().filter(program_id=program_id).first()
    if head is not None:
        return head
    start = genesis(str(Program.objects.get(id=program_id).uuid))
    LedgerHead.objects.get_or_create(program_id=program_id, defaults={"hash": start})
    return LedgerHead.objects.select_for_update().get(program_id=program_id)
