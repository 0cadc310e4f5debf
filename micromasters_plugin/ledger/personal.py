"""The ledger's data about a person. It is erased last: ``erasing`` empties it and records that in the chain."""

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
