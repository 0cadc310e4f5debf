"""A transaction that a test undoes at its end, and that stands for the test's own: workers do not mind being in it."""

from __future__ import annotations

from django.db import transaction


def undone() -> transaction.Atomic:
    """Return a block of a transaction in which what is tried again after a deadlock may run, as in a test's own."""
    block = transaction.atomic()
    block._from_testcase = True
    return block
