"""Test the demo host. The tests run the host in subprocesses, because it has separate settings, tables and signals."""
