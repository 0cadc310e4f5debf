"""What happens after a decision: one module for each kind of order."""
