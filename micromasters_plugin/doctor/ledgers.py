"""Check that every program's ledger is intact, and that ledger heads can be signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from micromasters_plugin import app_settings
from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.exceptions import LedgerKeyError
from micromasters_plugin.ledger.checking import find_breaks
from micromasters_plugin.ledger.signing import load_key
from micromasters_plugin.programs.models import Program

REMEDY = (
    "Copy the database before any change. Then check an export with `micromasters ledger verify` and an earlier head."
)


def check_ledgers(now: datetime) -> Iterator[Finding]:
    """Follow every chain, and report the first break of each chain."""
    for program in Program.objects.order_by("key"):
        breaks = find_breaks(program.id)
        if breaks:
            more = f" and {len(breaks) - 1} more" if len(breaks) > 1 else ""
            yield Finding("ledger_broken", Severity.ERROR, f"{program.key}: {breaks[0]}{more}", REMEDY)


def check_key(now: datetime) -> Iterator[Finding]:
    """Load the key. A missing key is a warning. A key that does not load is an error."""
    try:
        load_key()
    except LedgerKeyError as error:
        severity = Severity.ERROR if app_settings.ledger_key() else Severity.WARNING
        remedy = (
            "Run `openssl genpkey -algorithm ed25519 -out ledger.pem`, and name the file in MICROMASTERS_LEDGER_KEY."
        )
        yield Finding("ledger_key", severity, str(error), remedy)
