"""Work off who is due: leases, sweeps, decisions, reconciliation, and what happens when the platform fails."""
