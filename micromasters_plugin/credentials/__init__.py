"""Credentials: issued by rule, changed by hand, read by anyone."""
