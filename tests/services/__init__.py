"""Servers that tests start for themselves, on a free port of the loopback and in a temporary directory."""
