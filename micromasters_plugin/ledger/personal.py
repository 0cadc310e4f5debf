"""Register the ledger's tables for the export of a person's data.

``erasing`` empties these tables last and records the erasure.
"""

from __future__ import annotations

from micromasters_plugin.database.personal import Table, Turn
from micromasters_plugin.ledger.models import LedgerEntry, LedgerHead, LedgerReason

TABLES = (
    Table(LedgerHead, machine_texts=("hash",)),
    Table(LedgerReason, path="entry__user_id", turn=Turn.FACT, goes_with_another=True, machine_texts=("salt",)),
    Table(
        LedgerEntry,
        path="user_id",
        turn=Turn.FACT,
        goes_with_another=True,
        machine_texts=("commitment", "hash", "payload", "salt"),
    ),
)
