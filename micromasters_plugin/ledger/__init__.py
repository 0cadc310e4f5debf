"""The ledger of decisions and acts: an append-only hash chain for each program, with a head that can be signed.

``chain`` makes the chain, ``walking`` checks it, and ``exporting`` exports it.
"""
