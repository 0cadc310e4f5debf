"""Test the demo host.

The tests run the host in subprocesses, because the host has separate settings, tables and signals.
"""
