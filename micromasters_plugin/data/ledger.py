"""What is said of a ledger to those who keep its head elsewhere or check an export of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The end of a program's ledger at an instant, signed by the site.

    ``program`` is the program's uuid, ``time`` ISO 8601 in UTC, ``hash`` in hex; ``public_key`` (raw Ed25519) and
    ``signature`` are base64url. Whoever keeps one can later show that the ledger up to ``seq`` was not altered.
    """

    format: str
    program: str
    key: str
    seq: int
    hash: str
    time: str
    public_key: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """What a check of a ledger found; ``problems`` is empty where all is well.

    ``entries`` counts those checked. ``erased`` counts entries without their person's part: erased on request, or, in
    an export made without people, left out.
    """

    program: str
    entries: int
    erased: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecomputeReport:
    """What came of deciding again from stored inputs and rules; ``differences`` is empty where all came out alike.

    ``erased`` counts entries that cannot be decided again, because their person was erased.
    """

    program_key: str
    recomputed: int
    erased: int
    differences: tuple[str, ...]
