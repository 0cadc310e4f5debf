"""Export, sign, verify and recompute the ledger of decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone

from micromasters_plugin.data import LedgerReport, RecomputeReport
from micromasters_plugin.ledger import exporting, verifying
from micromasters_plugin.programs.registry import find_program
from micromasters_plugin.standings import recomputing


def export_ledger(program_key: str, *, people: bool = False, now: datetime | None = None) -> Iterator[str]:
    """Yield the lines of a program's ledger as JSON. The first line is the signed head.

    Args:
        program_key: the program's key.
        people: adds each decision's learner, inputs and salt to the lines. If ``people`` is True, the file contains
            personal data.
        now: the time of the head. By default, ``now`` is the present.

    Raises:
        UnknownProgramError: no program has the given key.
        LedgerKeyError: no usable key is set.
    """
    return exporting.export_lines(find_program(key=program_key), people=people, now=now or timezone.now())


def ledger_head(program_key: str, *, now: datetime | None = None) -> str:
    """Return the signed head of a program's ledger. The head is one line. Keep the line outside the site.

    Raises:
        UnknownProgramError: no program has the given key.
        LedgerKeyError: no usable key is set.
    """
    return exporting.head_text(exporting.signed_head(find_program(key=program_key), now=now or timezone.now()))


def verify_ledger(lines: Iterable[str], *, held_head: str = "") -> LedgerReport:
    """Check an exported ledger without a database.

    ``held_head`` is an earlier head, or the first line of an earlier export.

    Raises:
        LedgerFileError: a file does not begin with a signed head.
    """
    return verifying.verify(lines, held=verifying.parse_head(held_head) if held_head else None)


def recompute_ledger(program_key: str) -> RecomputeReport:
    """Recompute a ledger's decisions from stored inputs and rules.

    The function does not recompute decisions about erased people.

    Raises:
        UnknownProgramError: no program has the given key.
    """
    return recomputing.recompute(find_program(key=program_key))
