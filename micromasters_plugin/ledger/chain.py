"""Compute the hash chain: the commitment to an entry's payload, and the hash that links two entries.

These functions read neither tables nor files. ``walking`` follows a chain. ``checking`` reads the chain's links from
the tables, and ``verifying`` reads the links from a file.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from micromasters_plugin.domain.canonical import digest

FORMAT = "micromasters-ledger/2"


@dataclass(frozen=True, slots=True)
class Content:
    """The content of an entry. After an erasure, ``user_id`` is None and the texts are empty.

    The payload has the digest of ``reason`` with ``reason_salt``.
    """

    user_id: int | None = None
    salt: str = ""
    payload: str = ""
    reason_salt: str = ""
    reason: str = ""

    @property
    def is_blank(self) -> bool:
        """Tell whether the entry is empty."""
        return self == BLANK


BLANK = Content()


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One entry of a chain. ``time`` is ISO 8601 in UTC. ``content`` is None in an export without people."""

    seq: int
    kind: str
    time: str
    commitment: str
    hash: str
    content: Content | None = None


def genesis(program_uuid: str) -> str:
    """Return the hash before a program's first entry.

    The hash depends on the program, so nobody can move entries to another ledger.
    """
    return digest([FORMAT, program_uuid])


def commit(salt: str, text: str) -> str:
    """Return the commitment to ``text``, which is the SHA-256 hash of salt and text in hex."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def is_commitment(commitment: object, salt: str, text: str) -> bool:
    """Tell whether ``commitment`` is the commitment to ``text`` with ``salt``."""
    try:
        made = commit(salt, text)
    except UnicodeEncodeError:
        return False
    return isinstance(commitment, str) and hmac.compare_digest(commitment.encode(), made.encode())


def link_hash(*, previous: str, seq: int, kind: str, time: str, commitment: str) -> str:
    """Return the hash that links an entry to the previous entry, whose hash is ``previous``."""
    return digest([previous, seq, kind, time, commitment])
