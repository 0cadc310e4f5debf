"""The demo host, run as processes of its own, because it has its own settings, tables and signals."""
