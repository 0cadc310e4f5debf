"""The demo host, run as its own processes: it has settings, tables and signals of its own."""
