"""Data about a ledger, for people who keep its head outside the site or check an export."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class EntryKind(enum.StrEnum):
    """The kind of a ledger entry: a decision by the rules, an act of a person or a policy, or an erasure."""

    DECISION = "decision"
    ACT = "act"
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The end of a program's ledger at an instant, with the site's signature.

    ``program`` is the program's uuid. ``time`` is in ISO 8601, in UTC. ``hash`` is in hex. ``public_key`` (raw Ed25519)
    and ``signature`` are in base64url. ``erased`` and ``redacted`` count the entries that the erasures up to ``seq``
    list. ``definitions`` maps each version number of the program to the digest of its definition. Keep a head to prove
    later that nobody changed the rules, or the ledger up to ``seq``.
    """

    format: str
    program: str
    key: str
    seq: int
    hash: str
    erased: int
    redacted: int
    definitions: dict[str, str]
    time: str
    public_key: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """The result of checking a ledger. ``problems`` is empty if the check found none.

    ``entries`` counts the checked entries. ``erased`` counts entries of erased people. ``redacted`` counts entries with
    a name removed from their reason. ``erased`` and ``redacted`` come from the lists in the erasures. ``has_people`` is
    False for an export without people, whose entries have no content to check.
    """

    program: str
    entries: int
    erased: int
    problems: tuple[str, ...]
    redacted: int = 0
    has_people: bool = True


@dataclass(frozen=True, slots=True)
class RecomputeReport:
    """The result of recomputing decisions from stored inputs and rules.

    ``differences`` is empty if all decisions agree.

    Three kinds of entries are counted but not recomputed. These kinds are entries of ``erased`` people, entries of an
    ``older`` evaluator, and entries of a ``newer`` release, whose evaluator this release does not have.
    """

    program_key: str
    recomputed: int
    erased: int
    differences: tuple[str, ...]
    older: int = 0
    newer: int = 0
