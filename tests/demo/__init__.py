"""Tests of the demo host. The host runs in subprocesses, because it has its own settings, tables and signals."""
