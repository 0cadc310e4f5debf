"""Give verbs a dry run. With ``--dry-run``, a verb runs and stores nothing.

A dry run executes the same code in a transaction and rolls back. Therefore the report of a dry run cannot differ from
the report of a real run.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


def add_dry_run(parser: argparse._ActionsContainer) -> None:
    """Give a verb the option ``--dry-run``."""
    parser.add_argument("--dry-run", action="store_true", help="report the changes, but store nothing")


@contextmanager
def kept_unless(is_dry_run: bool) -> Iterator[None]:
    """Run the block, and store nothing in a dry run.

    A dry run is a transaction that is rolled back. The rollback also drops ``on_commit`` callbacks.
    """
    if not is_dry_run:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def would(is_dry_run: bool, text: str) -> str:
    """Mark ``text`` as the report of a dry run if ``is_dry_run``."""
    return f"dry run, nothing was stored: {text}" if is_dry_run else text
