"""Check a stored ledger against its own head.

``verifying`` also checks an export against a head that is kept elsewhere.
"""

from __future__ import annotations

from django.db.models import Max

from micromasters_plugin.ledger.chain import genesis
from micromasters_plugin.ledger.models import LedgerEntry, LedgerHead
from micromasters_plugin.ledger.rows import links_of
from micromasters_plugin.ledger.walking import Walk
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.stored_definitions import digest_of, family_rows, is_misdated, name_of

#: A ledger is checked at most this often if somebody is erased during each check.
AGAIN = 3


def find_breaks(program_id: int) -> list[str]:
    """Return a sentence for each problem of a program's ledger. Return [] if the ledger has no problem.

    The check finds edits, removals, insertions and reorderings up to the stored head. The check also finds overwritten
    definitions, and entries that lost their person without an erasure. Only a signed head that is kept elsewhere shows
    a cut of the chain together with the stored head. Such a head also shows an edit after which somebody hashed the
    chain again.
    """
    for _ in range(AGAIN):
        before = _erasures(program_id)
        breaks = _walk(program_id)
        if not breaks or _erasures(program_id) == before:
            break
    return breaks


def _walk(program_id: int) -> list[str]:
    last = LedgerEntry.objects.filter(program_id=program_id).aggregate(last=Max("seq"))["last"] or 0
    head = LedgerHead.objects.filter(program_id=program_id).first()  # read second: an entry moves the head
    uuid = str(Program.objects.get(id=program_id).uuid)
    head = head or LedgerHead(program_id=program_id, hash=genesis(uuid))
    rows = list(family_rows(uuid))
    walk = Walk(uuid, {name_of(row): digest_of(row) for row in rows})
    for row in rows:
        if is_misdated(row):
            walk.note(f"{row} has different dates in its table and in its definition")
    for link in links_of(program_id, up_to=head.seq):
        walk.follow(link)
    if last > head.seq:
        walk.note(f"entry {last} comes after the head")
    walk.end(seq=head.seq, hash=head.hash, erased=head.erased, redacted=head.redacted)
    return walk.breaks


def _erasures(program_id: int) -> tuple[int, int] | None:
    """Return the numbers of erased and redacted entries. If a number changes during a check, somebody was erased."""
    return LedgerHead.objects.filter(program_id=program_id).values_list("erased", "redacted").first()
