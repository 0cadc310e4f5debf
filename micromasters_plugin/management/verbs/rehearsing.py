"""How a verb that writes is tried first: ``--dry-run`` does all of it and keeps nothing.

What a verb would do is what it does, in a transaction that is rolled back: no second account of it that could differ.
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
    """Run a block as ever, or, in a dry run, in a transaction that is rolled back, and with it what was to follow."""
    if not is_dry_run:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def would(is_dry_run: bool, text: str) -> str:
    """Mark the report of a dry run as one."""
    return f"dry run, nothing was kept: {text}" if is_dry_run else text
