"""The ledger of decisions and acts: one hash chain a program, appended to and never changed; its head can be signed.

``chain`` makes the chain, ``walking`` checks it, and ``exporting`` writes the format of an exported ledger.
"""
