"""Evaluate and decide due learners: leases, sweeps, decisions, reconciliation and outages of the platform."""
