"""The ledger of decisions: one hash chain a program, appended to and never changed; its head can be signed.

What is chained, and how it is checked, is in ``chain``; the format of an exported ledger in ``exporting``.
"""

from __future__ import annotations

from micromasters_plugin.progress.ledger.appending import append
from micromasters_plugin.progress.ledger.checking import find_breaks
from micromasters_plugin.progress.ledger.erasing import erase

__all__ = ["append", "erase", "find_breaks"]
