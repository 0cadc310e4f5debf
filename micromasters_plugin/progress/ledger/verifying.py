"""Check an exported ledger, on its own or against a signed head kept from earlier. Asks no database and no key.

The export's own head shows edits by anybody without the site's key; the earlier head shows whatever was changed, taken
out or cut off up to it, whoever did so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from micromasters_plugin.data import LedgerReport, SignedHead
from micromasters_plugin.exceptions import LedgerFileError
from micromasters_plugin.progress.ledger.chain import FORMAT, Link, Walk
from micromasters_plugin.progress.ledger.signing import is_signed

HEAD_FIELDS = dict.fromkeys(SignedHead.__dataclass_fields__, str) | {"seq": int}
LINK_FIELDS = {"seq": int, "time": str, "commitment": str, "previous": str, "hash": str}
PERSONAL_FIELDS = {"user_id": (int, type(None)), "salt": str, "payload": str}


def parse_head(line: str) -> SignedHead:
    """Read a signed head: the first line of an export, or all of what ``ledger head`` wrote.

    Raises:
        LedgerFileError: it is none.
    """
    fields = _fields(line)
    if fields is None or fields.get("format") != FORMAT or not _has_exactly(fields, HEAD_FIELDS):
        raise LedgerFileError(f"the first line is no signed head in the form {FORMAT}")
    return SignedHead(**fields)


def verify(lines: Iterable[str], *, held: SignedHead | None = None) -> LedgerReport:
    """Check an export line by line, flat in memory.

    Args:
        lines: the export, its signed head first.
        held: a head of the same ledger from earlier; its public key is the one trusted.

    Raises:
        LedgerFileError: the first line is no signed head.
    """
    lines = iter(lines)
    head = parse_head(next(lines, ""))
    walk = Walk(head.program)
    problems = [*_check_heads(head, held)]
    was_met = held is None or (held.seq, held.hash) == (walk.seq, walk.hash)
    entries = 0
    for number, line in enumerate(lines, start=2):
        link = _parse_link(line)
        if link is None:
            problems.append(f"line {number} is no entry of a ledger")
            continue
        entries += 1
        walk.follow(link)
        if held is not None and (walk.seq, walk.hash) == (held.seq, held.hash):
            was_met = True
    walk.end(head.seq, head.hash)
    if held is not None and not was_met:
        problems.append(f"it does not lead through entry {held.seq} as the head of {held.time} has it")
    return LedgerReport(head.program, entries, walk.erased, (*problems, *walk.breaks))


def _check_heads(head: SignedHead, held: SignedHead | None) -> Iterator[str]:
    if not is_signed(head):
        yield "the signature of its head is wrong"
    if held is None:
        return
    if not is_signed(held):
        yield "the signature of the head kept from earlier is wrong"
    if held.program != head.program:
        yield f"the head kept from earlier is of program {held.program}"
    if held.public_key != head.public_key:
        yield "its head was signed with another key than the head kept from earlier"


def _parse_link(line: str) -> Link | None:
    fields = _fields(line)
    if fields is None or not (_has_exactly(fields, LINK_FIELDS) or _has_exactly(fields, LINK_FIELDS | PERSONAL_FIELDS)):
        return None
    return Link(**fields)


def _fields(line: str) -> dict | None:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _has_exactly(fields: dict, types: dict) -> bool:
    return fields.keys() == types.keys() and all(
        isinstance(fields[name], kind) and not isinstance(fields[name], bool) and _can_be_written(fields[name])
        for name, kind in types.items()
    )


def _can_be_written(value: object) -> bool:
    """False for text with half a surrogate pair, which JSON can escape and no hash can be made of."""
    if not isinstance(value, str) or value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
