"""The ledger of decisions and acts: an append-only hash chain for each program, with a head that can be signed.

``chain`` defines the hashes, ``walking`` checks a chain, and ``exporting`` exports a ledger.
"""
