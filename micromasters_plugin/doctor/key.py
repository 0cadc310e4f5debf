"""Check that heads of ledgers can be signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from micromasters_plugin import app_settings
from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.exceptions import LedgerKeyError
from micromasters_plugin.ledger.signing import load_key


def check(now: datetime) -> Iterator[Finding]:
    """Load the key: none at all is a warning, one that does not load an error."""
    try:
        load_key()
    except LedgerKeyError as error:
        severity = Severity.ERROR if app_settings.ledger_key() else Severity.WARNING
        remedy = "`openssl genpkey -algorithm ed25519 -out ledger.pem`, and name the file in MICROMASTERS_LEDGER_KEY."
        yield Finding("ledger_key", severity, str(error), remedy)
