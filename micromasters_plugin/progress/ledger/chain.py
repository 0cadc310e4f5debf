"""The hash chain itself, pure: how an entry commits to its payload, follows from the one before, and is checked.

It knows no table and no file; ``checking`` and ``verifying`` bring it links of the one and the other.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass

from micromasters_plugin.progress.snapshot import digest

FORMAT = "micromasters-ledger/1"


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a chain. ``time`` is ISO 8601 in UTC; a person's part is empty where it was erased or left out."""

    seq: int
    time: str
    commitment: str
    previous: str
    hash: str
    user_id: int | None = None
    salt: str = ""
    payload: str = ""


def genesis(program_uuid: str) -> str:
    """Return what a program's first entry follows from, so that no entry fits into another program's ledger."""
    return digest([FORMAT, program_uuid])


def commit(salt: str, text: str) -> str:
    """Return the commitment to ``text``: SHA-256 of salt and text, in hex."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def link_hash(*, previous: str, seq: int, time: str, commitment: str) -> str:
    """Return the hash that links an entry to the one before it."""
    return digest([previous, seq, time, commitment])


class Walk:
    """Follows a chain from its genesis, in the order given, and notes every break in ``breaks``.

    ``seq`` and ``hash`` are those of the last entry followed; ``erased`` counts entries without their person's part.
    """

    def __init__(self, program_uuid: str) -> None:
        self.seq, self.hash = 0, genesis(program_uuid)
        self.erased = 0
        self.breaks: list[str] = []

    def follow(self, link: Link) -> None:
        """Take the next entry."""
        expected = self.seq + 1
        if link.seq != expected:
            self.breaks.append(
                f"entry {expected} is missing" if link.seq > expected else f"entry {link.seq} is misplaced"
            )
        computed = link_hash(previous=link.previous, seq=link.seq, time=link.time, commitment=link.commitment)
        if link.previous != self.hash or link.hash != computed:
            self.breaks.append(f"entry {link.seq} does not follow from the one before it")
        if not link.salt and not link.payload and link.user_id is None:
            self.erased += 1
        elif not _is_committed(link):
            self.breaks.append(f"the payload of entry {link.seq} is not what was committed to")
        self.seq, self.hash = link.seq, link.hash

    def end(self, seq: int, hash: str) -> None:
        """Compare where the chain ended with what its head says."""
        if (seq, hash) != (self.seq, self.hash):
            self.breaks.append(f"the ledger ends at {self.seq}, its head says {seq}")


def _is_committed(link: Link) -> bool:
    """Tell whether payload and learner are those that the commitment was made to."""
    if not hmac.compare_digest(link.commitment.encode(), commit(link.salt, link.payload).encode()):
        return False
    try:
        return bool(json.loads(link.payload)["user_id"] == link.user_id)
    except (ValueError, KeyError, TypeError, RecursionError):
        return False  # whoever chained the ledger anew may have put anything there
