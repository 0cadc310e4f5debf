"""Credentials: issued by rule, changed by staff, read by anyone."""
