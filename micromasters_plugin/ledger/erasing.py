"""Erase a person from every ledger.

Empty the person's entries, keep the commitments, and add an entry about the erasure.

That entry lists the emptied entries, but not the person. The chain hashes commitments, so a check of the chain succeeds
as before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from micromasters_plugin.data import EntryKind
from micromasters_plugin.domain.canonical import canonical
from micromasters_plugin.ledger.appending import extend, lock_head, save_end
from micromasters_plugin.ledger.models import LedgerEntry, LedgerReason
from micromasters_plugin.ledger.payload import erasure_payload
from micromasters_plugin.programs.models import Program

#: Such a function returns a text without the person's names.
Redact = Callable[[str], str]


def erase(
    user_id: int,
    *,
    now: datetime,
    redact: Redact = lambda text: text,
    naming: Collection[int] = (),
) -> tuple[int, int]:
    """Erase a person from every ledger, in the caller's transaction. A second call finds nothing and adds nothing.

    Salts are erased too, because with a salt somebody could guess the grade from the commitment. The heads are locked
    by ascending program. The entries of each ledger are read while its head is locked.

    Args:
        user_id: the person.
        now: the time of the entries about the erasure.
        redact: a function that removes the person's names from a text.
        naming: the ids of reasons about other people that may name the person.

    Returns:
        The number of erased entries, and the number of redacted reasons about others.
    """
    by_program: defaultdict[int, list[int]] = defaultdict(list)
    for reason_id, program_id in _in_chunks_of_reasons(naming):
        by_program[program_id].append(reason_id)
    mine = LedgerEntry.objects.filter(user_id=user_id).order_by().values_list("program_id", flat=True).distinct()
    erased = redacted = 0
    for program_id in sorted({*mine, *by_program}):
        some_erased, some_redacted = _erase_in(program_id, user_id, by_program[program_id], redact, now)
        erased, redacted = erased + some_erased, redacted + some_redacted
    return erased, redacted


def _in_chunks_of_reasons(ids: Collection[int]) -> Iterable[tuple[int, int]]:
    return LedgerReason.objects.filter(id__in=list(ids)).values_list("id", "entry__program_id") if ids else ()


def _erase_in(
    program_id: int, user_id: int, reason_ids: Collection[int], redact: Redact, now: datetime
) -> tuple[int, int]:
    head = lock_head(program_id)
    entries = LedgerEntry.objects.select_for_update().filter(program_id=program_id, user_id=user_id).order_by("id")
    seqs = dict(entries.values_list("id", "seq"))
    for reason_id in list(LedgerReason.objects.filter(entry_id__in=list(seqs)).values_list("id", flat=True)):
        LedgerReason.objects.filter(id=reason_id)._raw_delete(LedgerReason.objects.db)
    for entry_id in seqs:
        LedgerEntry.objects.filter(id=entry_id).update(user_id=None, salt="", payload="")
    redacted = _redact(reason_ids, redact)
    if not seqs and not redacted:
        return 0, 0
    uuid = str(Program.objects.get(id=program_id).uuid)
    text = canonical(erasure_payload(uuid, list(seqs.values()), list(redacted)))
    entry = extend(head, EntryKind.ERASURE, salt="", text=text, user_id=None, now=now)
    entry.save(force_insert=True)
    head.erased += len(seqs)
    head.redacted += sum(is_first for is_first in redacted.values())
    save_end(head)
    return len(seqs), len(redacted)


def _redact(reason_ids: Collection[int], redact: Redact) -> dict[int, bool]:
    """Remove names from reasons, and remove the salts of these reasons.

    Map each entry's number to True if the reason is redacted for the first time.
    """
    done: dict[int, bool] = {}
    if not reason_ids:
        return done
    rows = LedgerReason.objects.filter(id__in=list(reason_ids)).select_related("entry").order_by("id")
    for row in rows:
        text = redact(row.text)
        if text != row.text:
            done[row.entry.seq] = bool(row.salt)
            LedgerReason.objects.filter(id=row.id).update(text=text, salt="")
    return done
