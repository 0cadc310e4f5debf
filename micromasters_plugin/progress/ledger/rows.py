"""Stored entries as links of a chain, read in order and flat in memory. What a chain is, is in ``chain``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from micromasters_plugin.progress.ledger.chain import Link
from micromasters_plugin.progress.models import LedgerEntry

#: Entries read by one query.
CHUNK = 2_000


def time_text(time: datetime) -> str:
    """Return the instant as it is hashed: ISO 8601 in UTC."""
    return time.astimezone(UTC).isoformat()


def entries_of(program_id: int, *, up_to: int) -> Iterator[LedgerEntry]:
    """Yield a program's entries by ascending ``seq``, those after ``up_to`` left out."""
    rows = LedgerEntry.objects.filter(program_id=program_id, seq__lte=up_to).order_by("seq")
    after = -1
    while chunk := list(rows.filter(seq__gt=after)[:CHUNK]):
        yield from chunk
        after = chunk[-1].seq


def link_of(entry: LedgerEntry) -> Link:
    """Return the entry as a link, its person's part included."""
    return Link(
        seq=entry.seq,
        time=time_text(entry.time),
        commitment=entry.commitment,
        previous=entry.previous,
        hash=entry.hash,
        user_id=entry.user_id,
        salt=entry.salt,
        payload=entry.payload,
    )
