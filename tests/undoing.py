"""Provide a transaction that is rolled back at the end of the test."""

from __future__ import annotations

from django.db import transaction


def undone() -> transaction.Atomic:
    """Return an ``atomic`` block that allows code with a retry after a deadlock, like Django's test transaction."""
    block = transaction.atomic()
    block._from_testcase = True
    return block
