"""Write a ledger as lines of JSON that can be checked without this site: the signed head, then one entry a line.

Made without people, nothing in it says about whom a decision was; the chain can be checked all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from micromasters_plugin.data import SignedHead
from micromasters_plugin.programs.models import Program
from micromasters_plugin.progress.ledger.chain import FORMAT, genesis
from micromasters_plugin.progress.ledger.rows import entries_of, link_of, time_text
from micromasters_plugin.progress.ledger.signing import sign
from micromasters_plugin.progress.models import LedgerHead
from micromasters_plugin.progress.snapshot import canonical

#: The fields of an entry that are about its person.
PERSONAL = ("user_id", "salt", "payload")


def signed_head(program: Program, *, now: datetime) -> SignedHead:
    """Return the present end of the program's ledger, signed; one of a program without decisions is its genesis.

    Raises:
        LedgerKeyError: there is no usable key.
    """
    uuid = str(program.uuid)
    stored = LedgerHead.objects.filter(program_id=program.id).first()
    seq, hash = (stored.seq, stored.hash) if stored else (0, genesis(uuid))
    return sign(SignedHead(FORMAT, uuid, program.key, seq, hash, time_text(now), public_key=""))


def head_text(head: SignedHead) -> str:
    """Return the head as one line."""
    return canonical(asdict(head)) + "\n"


def export_lines(program: Program, *, people: bool, now: datetime) -> Iterator[str]:
    """Yield the lines of a ledger up to its present end.

    Raises:
        LedgerKeyError: there is no usable key; before the first line.
    """
    head = signed_head(program, now=now)
    yield head_text(head)
    for entry in entries_of(program.id, up_to=head.seq):
        fields = asdict(link_of(entry))
        if not people:
            for name in PERSONAL:
                del fields[name]
        yield canonical(fields) + "\n"
