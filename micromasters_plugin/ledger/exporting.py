"""Write a ledger as lines of JSON: the signed head, the rules, then the entries.

Other people can check these lines without this site.

An export without people leaves out the learners of decisions. The chain in such an export can still be checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from micromasters_plugin.data import EntryKind, SignedHead
from micromasters_plugin.domain.canonical import canonical
from micromasters_plugin.exceptions import LedgerChangedError
from micromasters_plugin.ledger.chain import FORMAT, ChainLink, genesis
from micromasters_plugin.ledger.models import LedgerHead
from micromasters_plugin.ledger.rows import links_of, time_text
from micromasters_plugin.ledger.signing import sign
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.stored_definitions import digest_of, family_rows, name_of


def signed_head(program: Program, *, now: datetime) -> SignedHead:
    """Return the signed present head of the program's ledger.

    The head has the hash of the genesis if the ledger is empty.

    Raises:
        LedgerKeyError: there is no usable key.
    """
    uuid = str(program.uuid)
    stored = LedgerHead.objects.filter(program_id=program.id).first() or LedgerHead(hash=genesis(uuid))
    definitions = {str(row.number): digest_of(row) for row in program.versions.order_by("number")}
    return sign(
        SignedHead(
            format=FORMAT,
            program=uuid,
            key=program.key,
            seq=stored.seq,
            hash=stored.hash,
            erased=stored.erased,
            redacted=stored.redacted,
            definitions=definitions,
            time=time_text(now),
            public_key="",
        )
    )


def head_text(head: SignedHead) -> str:
    """Return the head as one line."""
    return canonical(asdict(head)) + "\n"


def export_lines(program: Program, *, people: bool, now: datetime) -> Iterator[str]:
    """Yield the lines of a ledger up to the ledger's present end.

    Raises:
        LedgerKeyError: there is no usable key. This error is raised before the first line.
        LedgerChangedError: somebody was erased during the export. This error is raised after the last line.
    """
    head = signed_head(program, now=now)
    yield head_text(head)
    for row in family_rows(head.program):
        if not digest_of(row):
            continue  # this definition cannot be encoded, and a check against the head reports the gap
        uuid, number = name_of(row)
        yield canonical({"program": uuid, "number": number, "definition": row.definition}) + "\n"
    for link in links_of(program.id, up_to=head.seq):
        yield canonical(_fields(link, people=people)) + "\n"
    present = LedgerHead.objects.filter(program_id=program.id).values_list("erased", "redacted").first()
    if present is not None and present != (head.erased, head.redacted):
        raise LedgerChangedError("somebody was erased while the ledger was read; export the ledger again")


def _fields(link: ChainLink, *, people: bool) -> dict[str, object]:
    """Return an entry's fields. An erasure is always written in full, because an erasure names nobody."""
    fields = asdict(link)
    content = fields.pop("content")
    return fields | content if people or link.kind == EntryKind.ERASURE else fields
