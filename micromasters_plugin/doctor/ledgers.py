"""Check every program's ledger against itself, from its first entry to its head."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.ledger.checking import find_breaks
from micromasters_plugin.programs.models import Program

REMEDY = "Keep a copy of the database as it is, and `micromasters ledger verify` an export by a head kept elsewhere."


def check(now: datetime) -> Iterator[Finding]:
    """Walk every chain; the first break of each is told."""
    for program in Program.objects.order_by("key"):
        breaks = find_breaks(program.id)
        if breaks:
            more = f" and {len(breaks) - 1} more" if len(breaks) > 1 else ""
            yield Finding("ledger_broken", Severity.ERROR, f"{program.key}: {breaks[0]}{more}", REMEDY)
