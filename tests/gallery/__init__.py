"""The block in every state, for people to browse and for the suite to compare."""
