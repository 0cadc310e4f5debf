"""Effects, which carry out orders after a decision: one module for each sort of effect."""
