"""The pipeline evaluates due learners and stores the decisions.

The pipeline has leases, sweeps, reconciliation and outages.
"""
