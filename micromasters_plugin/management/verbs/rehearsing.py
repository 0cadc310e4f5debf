"""Dry runs of verbs: ``--dry-run`` executes the verb and stores nothing.

A dry run executes the same code in a transaction and rolls back, so the report cannot differ from a real run's.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


def add_dry_run(parser: argparse._ActionsContainer) -> None:
    """Give a verb the option ``--dry-run``."""
    parser.add_argument("--dry-run", action="store_true", help="say what would be done; keep nothing")


@contextmanager
def kept_unless(is_dry_run: bool) -> Iterator[None]:
    """Run a block.

    Run the block in a transaction, and roll back in a dry run. The rollback also drops ``on_commit`` callbacks.
    """
    if not is_dry_run:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def would(is_dry_run: bool, text: str) -> str:
    """Mark ``text`` as the report of a dry run if ``is_dry_run``."""
    return f"dry run, nothing was kept: {text}" if is_dry_run else text
