"""Keep the ledger of decisions and acts.

The ledger is an append-only hash chain for each program, and its head can be signed.

``chain`` defines the hashes, ``walking`` checks a chain, and ``exporting`` exports a ledger.
"""
