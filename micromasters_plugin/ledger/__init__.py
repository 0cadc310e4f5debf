"""The ledger of decisions and acts: one hash chain a program, appended to and never changed; its head can be signed.

``chain`` makes the chain, ``walking`` checks it, and ``exporting`` writes the format of an exported ledger.
"""

from __future__ import annotations

from micromasters_plugin.ledger.appending import append, record_act, record_acts
from micromasters_plugin.ledger.checking import find_breaks
from micromasters_plugin.ledger.erasing import erase
from micromasters_plugin.ledger.payload import Act

__all__ = ["Act", "append", "erase", "find_breaks", "record_act", "record_acts"]
