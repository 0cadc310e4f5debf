"""The ledger of decisions and acts: one hash chain a program, appended to and never changed; its head can be signed.

What is chained is in ``chain``, how it is checked in ``walking``; the format of an exported ledger in ``exporting``.
"""

from __future__ import annotations

from micromasters_plugin.progress.ledger.appending import append, record_act, record_acts
from micromasters_plugin.progress.ledger.checking import find_breaks
from micromasters_plugin.progress.ledger.erasing import erase
from micromasters_plugin.progress.ledger.payload import Act

__all__ = ["Act", "append", "erase", "find_breaks", "record_act", "record_acts"]
