"""What is said of a ledger to those who keep its head elsewhere or check an export of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class EntryKind(enum.StrEnum):
    """What an entry of a ledger is: what the rules gave, what a person or a policy did, or that people were erased."""

    DECISION = "decision"
    ACT = "act"
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The end of a program's ledger at an instant, signed by the site.

    ``program`` is the program's uuid, ``time`` ISO 8601 in UTC, ``hash`` in hex; ``public_key`` (raw Ed25519) and
    ``signature`` are base64url. ``erased`` and ``redacted`` count the entries that the erasures up to ``seq`` name;
    ``definitions`` maps the number of each version of the program to the digest of its definition. Whoever keeps a head
    can later show that the ledger up to ``seq``, and the rules, were not altered.
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
    """What a check of a ledger found; ``problems`` is empty where all is well.

    ``entries`` counts those checked. ``erased`` counts those whose person was erased, and ``redacted`` those from whose
    reason a name was taken, each as an erasure's own entry says. ``has_people`` is False for an export made without
    them: then nothing is known of what the entries say.
    """

    program: str
    entries: int
    erased: int
    problems: tuple[str, ...]
    redacted: int = 0
    has_people: bool = True


@dataclass(frozen=True, slots=True)
class RecomputeReport:
    """What came of deciding again from stored inputs and rules; ``differences`` is empty where all came out alike.

    Not decided again, and counted: entries whose person was ``erased``, those that an ``older`` evaluator made, and
    those of a ``newer`` release, whose rules this one does not have.
    """

    program_key: str
    recomputed: int
    erased: int
    differences: tuple[str, ...]
    older: int = 0
    newer: int = 0
