"""Check a stored ledger against itself. What only a head kept elsewhere can show is in ``verifying``."""

from __future__ import annotations

from django.db.models import Max

from micromasters_plugin.programs.models import Program
from micromasters_plugin.progress.ledger.chain import Walk
from micromasters_plugin.progress.ledger.rows import entries_of, link_of
from micromasters_plugin.progress.models import LedgerEntry, LedgerHead


def find_breaks(program_id: int) -> list[str]:
    """Return what is wrong with a program's ledger, in words; [] for a chain that is whole.

    Finds edits, removals, insertions and reorderings up to the stored head; a truncation together with its head, or a
    chain hashed anew from an edit on, shows only against a signed head kept elsewhere.
    """
    last = LedgerEntry.objects.filter(program_id=program_id).aggregate(last=Max("seq"))["last"] or 0
    head = LedgerHead.objects.filter(program_id=program_id).first()  # read second: it moves with each entry
    walk = Walk(str(Program.objects.get(id=program_id).uuid))
    for entry in entries_of(program_id, up_to=head.seq if head else 0):
        walk.follow(link_of(entry))
    if head is not None:
        walk.end(head.seq, head.hash)
    if last > (head.seq if head else 0):
        walk.breaks.append(f"entry {last} lies beyond the head")
    return walk.breaks
