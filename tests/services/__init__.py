"""Servers that tests start for themselves, on a free loopback port and in a temporary directory."""
