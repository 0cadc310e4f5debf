"""A transaction that a test undoes at its end; workers accept it as the test's own."""

from __future__ import annotations

from django.db import transaction


def undone() -> transaction.Atomic:
    """Return a transaction block; as in a test's own, code that repeats after a deadlock may run in it."""
    block = transaction.atomic()
    block._from_testcase = True
    return block
