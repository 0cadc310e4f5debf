"""Effects carry out orders after a decision. Each kind of effect has a module."""
