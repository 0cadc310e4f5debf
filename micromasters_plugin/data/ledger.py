"""Define data about a ledger. People keep a ledger's head outside the site, and check exported ledgers."""

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

    ``program`` is the program's uuid. ``time`` is an ISO 8601 time in UTC. ``hash`` is in hex. ``public_key`` (raw
    Ed25519) and ``signature`` are in base64url. ``erased`` and ``redacted`` count entries that the erasures up to
    ``seq`` list. ``definitions`` maps each version number of the program to the digest of its definition. Keep a
    head. Later, the head can prove that nobody changed the rules, and that nobody changed the ledger up to ``seq``.
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
    """The result of a check of a ledger. If the check finds no problem, ``problems`` is empty.

    ``entries`` counts the checked entries. ``erased`` counts entries about erased people. ``redacted`` counts entries
    whose reasons lost a name in an erasure. The erasures list the entries that ``erased`` and ``redacted`` count. If
    the export lacks people, ``has_people`` is False and the check cannot see the content of entries.
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

    ``erased`` counts entries about erased people, and ``older`` counts entries of an older evaluator. ``newer`` counts
    entries of a newer release, whose evaluator this release lacks. Entries in ``erased``, ``older`` and ``newer`` are
    not recomputed.
    """

    program_key: str
    recomputed: int
    erased: int
    differences: tuple[str, ...]
    older: int = 0
    newer: int = 0
