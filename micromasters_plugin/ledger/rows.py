"""Read stored entries as links of a chain, in order.

A long ledger takes no more memory than a short ledger. ``chain`` defines the hashes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from micromasters_plugin.ledger.chain import ChainLink, Content
from micromasters_plugin.ledger.models import LedgerEntry, LedgerReason

#: One query reads at most this many entries.
CHUNK = 2_000


def time_text(time: datetime) -> str:
    """Return the instant as the text that is hashed: ISO 8601 in UTC."""
    return time.astimezone(UTC).isoformat()


def entries_of(program_id: int, *, up_to: int) -> Iterator[LedgerEntry]:
    """Yield a program's entries up to number ``up_to``, by ascending ``seq``."""
    for chunk in _chunks(program_id, up_to):
        yield from chunk


def links_of(program_id: int, *, up_to: int) -> Iterator[ChainLink]:
    """Yield a program's entries as links with their content, by ascending ``seq``."""
    for chunk in _chunks(program_id, up_to):
        rows = LedgerReason.objects.filter(
            entry__program_id=program_id, entry__seq__gte=chunk[0].seq, entry__seq__lte=chunk[-1].seq
        )
        reasons = {row.entry_id: row for row in rows}
        for entry in chunk:
            yield _link(entry, reasons.get(entry.id))


def _chunks(program_id: int, up_to: int) -> Iterator[list[LedgerEntry]]:
    rows = LedgerEntry.objects.filter(program_id=program_id, seq__lte=up_to).order_by("seq")
    after = -1
    while chunk := list(rows.filter(seq__gt=after)[:CHUNK]):
        yield chunk
        after = chunk[-1].seq


def _link(entry: LedgerEntry, reason: LedgerReason | None) -> ChainLink:
    return ChainLink(
        seq=entry.seq,
        kind=entry.kind,
        time=time_text(entry.time),
        commitment=entry.commitment,
        hash=entry.hash,
        content=Content(
            user_id=entry.user_id,
            salt=entry.salt,
            payload=entry.payload,
            reason_salt=reason.salt if reason is not None else "",
            reason=reason.text if reason is not None else "",
        ),
    )
