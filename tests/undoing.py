"""A transaction that a test rolls back at its end."""

from __future__ import annotations

from django.db import transaction


def undone() -> transaction.Atomic:
    """Return an ``atomic`` block that, like Django's test transaction, allows code with a retry after a deadlock."""
    block = transaction.atomic()
    block._from_testcase = True
    return block
