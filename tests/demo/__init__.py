"""Tests of the demo host. It runs in subprocesses, because it has its own settings, tables and signals."""
