"""The pipeline evaluates and decides due learners. The pipeline has leases, sweeps, reconciliation and outages."""
